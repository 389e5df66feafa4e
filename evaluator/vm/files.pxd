# Where evaluation enters the machine. See files.py.
from evaluator.bytecode.code cimport Code

cpdef object run_file(Code code, tuple values)
