"""The TRAP instructions of compiled code: where they are, and turning them into BREAK and back.

An unset breakpoint costs nothing because a set one is a changed instruction.
"""

import cython
from cython.cimports.evaluator.bytecode.code import Code
from cython.cimports.evaluator.bytecode.opcode_numbers import Op


@cython.ccall
def traps(code: Code) -> list:
    """(pc, start, end) of each TRAP or BREAK, ascending: `pc` is the index of its word, the others are
    the expression's place in the source."""
    i: cython.int
    pc: cython.int
    op: cython.int
    result: list = []
    for i in range(code.nspans):
        pc = code.spans[4 * i] - 1
        op = code.ops[pc] & 0xFF
        if op == Op.TRAP_OP or op == Op.BREAK_OP:
            result.append((pc, code.spans[4 * i + 1], code.spans[4 * i + 2]))
    return result


@cython.ccall
def set_breakpoint(code: Code, pc: cython.int, on: cython.bint) -> object:
    """Make the TRAP at word `pc` a BREAK, or a BREAK a TRAP."""
    op: cython.int = code.ops[pc] & 0xFF
    if op != Op.TRAP_OP and op != Op.BREAK_OP:
        raise ValueError(f"there is no trap at word {pc}")
    code.ops[pc] = (code.ops[pc] & ~0xFF) | (Op.BREAK_OP if on else Op.TRAP_OP)
    return None
