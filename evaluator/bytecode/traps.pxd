# Finding and overwriting TRAP and LEAVE instructions. See traps.py.
from evaluator.bytecode.code cimport Code

cpdef list traps(Code code)
cpdef list leaves(Code code)
cpdef object set_breakpoint(Code code, int pc, bint on)
cpdef list hits(Code code)
