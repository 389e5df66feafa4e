"""The instruction set: one table, everything else is derived from it.

An instruction is a 32-bit word: the opcode in the low 8 bits, its operand above. Further words may
follow. A *maker word* describes a delayed value without evaluating anything; its low two bits say
which: 0 constant, 1 thunk of a code object, 2 delayed function of a code object (index above), 3 the content
of a variable (8 bits of level, then the slot).

Run this file to write `opcode_numbers.pxd`; a test fails when that file is stale.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from evaluator.light import NamedTuple


class Row(NamedTuple):
    """One instruction: `operand` is what the word holds, `more` the words that follow."""

    name: str
    operand: str
    more: str
    stack: str
    meaning: str


TABLE = [
    Row("CONST", "constant", "", "-> v", "push a constant"),
    Row("GET", "slot", "", "-> v", "force a variable of this environment"),
    Row("GET_UP", "slot", "level", "-> v", "force a variable of an environment further out"),
    Row("GET_OPERAND", "slot", "", "-> v", "GET for an operator that is a call of a builtin: one call deeper"),
    Row("GET_UP_OPERAND", "slot", "level", "-> v", "GET_UP for such an operator"),
    Row("DEEPER", "", "", "->", "an operand of such an operator follows: count one call more"),
    Row("SHALLOWER", "", "", "->", "the operand is there: count one call less"),
    Row("GET_WITH", "name", "count, count x (level, slot)", "-> v", "look a name up in the sets of `with`"),
    Row("CLOSURE", "code", "", "-> f", "make a function"),
    Row("STORE", "slot", "maker", "->", "bind a variable of this environment"),
    Row("LIST", "count", "count x maker", "-> list", "make a list"),
    Row("ATTRS", "template", "count x maker", "-> set", "make a set with the names of a template"),
    Row("DYNAMIC", "position", "maker", "set name -> set", "add an attribute whose name was computed"),
    Row("OVERRIDES", "table", "", "set -> set", "apply __overrides to a recursive set and its variables"),
    Row("SELECT", "name", "", "set -> v", "force an attribute"),
    Row("SELECT_DYNAMIC", "", "", "set name -> v", "force an attribute whose name was computed"),
    Row("SELECT_OR", "name", "target", "x -> v | ->", "force an attribute, or jump if it is not there"),
    Row("SELECT_OR_DYNAMIC", "", "target", "x name -> v | ->", "the same with a computed name"),
    Row("SELECT_PATH", "count", "target, count x maker", "set -> v | ->", "SELECT or SELECT_OR, the names delayed"),
    Row("HAS", "name", "", "x -> bool", "whether x is a set with that attribute"),
    Row("HAS_DYNAMIC", "", "", "x name -> bool", "the same with a computed name"),
    Row("CALL", "count", "count x maker", "f -> v", "apply a function"),
    Row("JUMP", "target", "", "->", "go on at target"),
    Row("JUMP_FALSE", "target", "", "bool ->", "go on at target if false"),
    Row("AND", "target", "", "bool -> | bool", "if false, keep it and go to target"),
    Row("OR", "target", "", "bool -> | bool", "if true, keep it and go to target"),
    Row("IMPLIES", "target", "", "bool -> | bool", "if false, push true and go to target"),
    Row("BOOLEAN", "", "", "bool -> bool", "fail unless it is a boolean"),
    Row("NOT", "", "", "bool -> bool", "negate a boolean"),
    Row("NEGATE", "", "", "n -> n", "0 - n"),
    Row("ADDEND", "operand", "", "x -> x", "coerce an operand of + or of a path before the next one is forced"),
    Row("ADD", "", "", "a b -> v", "numbers, strings or paths"),
    Row("SUB", "", "", "a b -> v", "a - b"),
    Row("MUL", "", "", "a b -> v", "a * b"),
    Row("DIV", "", "", "a b -> v", "a / b"),
    Row("LT", "", "", "a b -> bool", "a < b"),
    Row("GE", "", "", "a b -> bool", "a >= b, which is !(a < b)"),
    Row("EQ", "", "", "a b -> bool", "deep equality"),
    Row("NE", "", "", "a b -> bool", "its negation"),
    Row("UPDATE_WITH", "", "", "set -> set", "fail unless it can be the right operand of //"),
    Row("UPDATE", "", "", "right left -> set", "left // right: the right one wins"),
    Row("CONCAT", "", "", "list list -> list", "append"),
    Row("TO_STRING", "", "", "x -> string", "coerce a part of an interpolated string"),
    Row("JOIN", "count", "", "strings -> string", "join the parts of an interpolated string"),
    Row("JOIN_PATH", "count", "", "parts -> path", "join the parts of an interpolated path"),
    Row("ASSERT", "text", "", "bool ->", "fail with that text if false"),
    Row("ASSERT_EQUAL", "text", "target", "again a b ->", "unless equal: go to target again, then fail with why"),
    Row("RETURN", "", "", "v ->", "leave with v"),
    # The last four are in code that is compiled for a listener only (hooks.py).
    Row("TRAP", "span", "", "->", "an expression begins: stop if a debugger asked for that"),
    Row("BREAK", "span", "", "->", "the same with a breakpoint: a TRAP is overwritten with it, and back"),
    Row("LEAVE", "", "", "v ->", "leave with v, telling a debugger that waits for it"),
    Row("LEAVE_BREAK", "", "", "v ->", "the same with a breakpoint: a LEAVE is overwritten with it, and back"),
]


def pxd() -> str:
    """The text of `opcode_numbers.pxd`."""
    lines = ["# Written by `python -m evaluator.bytecode.opcodes` from the table in opcodes.py.", "", "cpdef enum Op:"]
    lines += [f"    {row.name}_OP = {number}" for number, row in enumerate(TABLE)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    from pathlib import Path

    (Path(__file__).parent / "opcode_numbers.pxd").write_text(pxd())
