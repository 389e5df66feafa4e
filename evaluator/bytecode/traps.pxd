# Finding and overwriting TRAP instructions. See traps.py.
from evaluator.bytecode.code cimport Code

cpdef list traps(Code code)
cpdef object set_breakpoint(Code code, int pc, bint on)
