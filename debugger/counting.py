"""Counting how often each expression is reached, for coverage: a recorder of the machine (hooks.py).

The counts stand in the code objects, where `traps.hits` reads them.
"""

import cython
from cython.cimports.cpython.mem import PyMem_Calloc
from cython.cimports.evaluator.bytecode.code import Code
from cython.cimports.evaluator.values import Ref
from cython.cimports.evaluator.vm import hooks
from cython.cimports.evaluator.vm.frame import Frame


@cython.cfunc
@cython.exceptval(check=False)
def count(frame: cython.pointer(Frame), happening: cython.int) -> cython.void:
    """Count an event of a frame, if it is a TRAP."""
    code: Ref = frame.code
    if happening != hooks.Happening.TRAPPED:
        return
    if cython.cast(Code, code).hits == cython.NULL:
        cython.cast(Code, code).hits = cython.cast(
            cython.p_int, PyMem_Calloc(cython.cast(Code, code).nops + 1, cython.sizeof(cython.int))
        )
        if cython.cast(Code, code).hits == cython.NULL:
            return
    cython.cast(Code, code).hits[frame.pc - cython.cast(Code, code).ops] += 1


def start() -> None:
    """Count from now on, in place of any other recorder."""
    hooks.recorder = count
