"""The TRAP and LEAVE instructions of compiled code: where they are, and turning them into BREAK or LEAVE_BREAK
and back.

An unset breakpoint costs nothing because a set one is a changed instruction.
"""

import cython
from cython.cimports.evaluator.bytecode.code import Code
from cython.cimports.evaluator.bytecode.opcode_numbers import Op


@cython.cfunc
def marked(code: Code, plain: cython.int, changed: cython.int) -> list:
    i: cython.int
    pc: cython.int
    op: cython.int
    result: list = []
    for i in range(code.nspans):
        pc = code.spans[4 * i] - 1
        op = code.ops[pc] & 0xFF
        if op == plain or op == changed:
            result.append((pc, code.spans[4 * i + 1], code.spans[4 * i + 2]))
    return result


@cython.ccall
def traps(code: Code) -> list:
    """(pc, start, end) of each TRAP or BREAK, ascending: `pc` is the index of its word, the others are
    the expression's place in the source."""
    return marked(code, Op.TRAP_OP, Op.BREAK_OP)


@cython.ccall
def leaves(code: Code) -> list:
    """The same of each LEAVE or LEAVE_BREAK; the place is that of the expression whose value is returned."""
    return marked(code, Op.LEAVE_OP, Op.LEAVE_BREAK_OP)


@cython.ccall
def set_breakpoint(code: Code, pc: cython.int, on: cython.bint) -> object:
    """Make the TRAP at word `pc` a BREAK or the LEAVE a LEAVE_BREAK, or the other way round."""
    op: cython.int = code.ops[pc] & 0xFF
    if op == Op.TRAP_OP or op == Op.BREAK_OP:
        op = Op.BREAK_OP if on else Op.TRAP_OP
    elif op == Op.LEAVE_OP or op == Op.LEAVE_BREAK_OP:
        op = Op.LEAVE_BREAK_OP if on else Op.LEAVE_OP
    else:
        raise ValueError(f"there is no trap at word {pc}")
    code.ops[pc] = (code.ops[pc] & ~0xFF) | op
    return None


@cython.ccall
def hits(code: Code) -> list:
    """(start, end, how often it was reached) of each TRAP, as far as somebody counts (`Code.hits`)."""
    pc: cython.int
    result: list = []
    for pc, start, end in traps(code):
        result.append((start, end, 0 if code.hits == cython.NULL else code.hits[pc + 1]))
    return result
