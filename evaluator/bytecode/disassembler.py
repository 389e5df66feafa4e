"""Code objects as text: what `nixray disassemble` prints and what bytecode tests compare.

How an instruction's words are read follows from the table in opcodes.py alone: `operand` says what the
word holds, `more` which words follow. A maker word is shown as what it makes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from evaluator.bytecode.code import Code
from evaluator.bytecode.compiler import compile_code
from evaluator.bytecode.opcodes import TABLE
from evaluator.printing.brief import brief

_GROUP = re.compile(r"count x (\w+|\([\w, ]+\))")
_KINDS = {1: "file", 2: "thunk", 3: "function"}
"""The numbers of `CodeKind`, an enum of the compiled module."""
_TEXT_WIDTH = 40


class Instruction(NamedTuple):
    """One instruction: its words are those from `pc` up to the next one's. `operands` holds
    (kind, number) pairs, the operand of the first word first; kinds are those of the opcode table."""

    pc: int
    name: str
    operands: list[tuple[str, int]]


def instructions(code: Any) -> Iterator[Instruction]:
    """The instructions of a compiled code object, in order."""
    words = code.words
    pc = 0
    while pc < len(words):
        row = TABLE[words[pc] & 0xFF]
        start, operand = pc, words[pc] >> 8
        pc += 1
        operands = [(row.operand, operand)] if row.operand else []
        count = len(code.values[operand].names) if row.operand == "template" else operand
        for part in _parts(row.more):
            group = _GROUP.fullmatch(part)
            kinds = group[1].strip("()").split(", ") if group else [part]
            for _ in range(count if group else 1):
                for kind in kinds:
                    operands.append((kind, words[pc]))
                    if kind == "count":
                        count = words[pc]
                    pc += 1
        yield Instruction(start, row.name, operands)


def _parts(more: str) -> list[str]:
    """`count, count x (level, slot)` is two parts."""
    return re.findall(r"count x \([^)]*\)|count x \w+|\w+", more)


def disassemble(code: Any, nested: bool = True) -> str:
    """The text of a code object and, if `nested`, of everything delayed in it, compiling what has not
    been entered yet. Raises EvalError for what only compiling finds out."""
    numbers: dict[int, int] = {id(code): 0}
    queue = [code]
    blocks = []
    for current in queue:
        if not current.compiled:
            compile_code(current)

        def number(child: Any) -> int:
            if id(child) not in numbers:
                numbers[id(child)] = len(numbers)
                queue.append(child)
            return numbers[id(child)]

        blocks.append("\n".join(_block(current, numbers[id(current)], number)))
        if not nested:
            break
    return "\n\n".join(blocks) + "\n"


def _block(code: Any, own: int, number: Callable[[Any], int]) -> Iterator[str]:
    line, column = code.source.line_column(code.start)
    name = f" {code.name}" if code.name else ""
    yield f"#{own} {_KINDS[code.kind]}{name} at {line}:{column}"
    variables = [f"{slot}={text or 'with'}" for text, slot, _, _ in code.variables]
    if variables:
        yield f"   slots {' '.join(variables)}"
    pattern = code.pattern
    if pattern is not None:
        shown = [
            text if word < 0 else f"{text} ? {_maker(code, word, number)}"
            for text, word in zip(pattern.names, pattern.makers, strict=True)
        ]
        yield f"   pattern {{ {', '.join([*shown, *(['...'] if pattern.ellipsis else [])])} }}"
    starts = {pc - 1: start for pc, start, _, _ in code.places}
    for instruction in instructions(code):
        start = starts.get(instruction.pc)
        place = "" if start is None else "{}:{}".format(*code.source.line_column(start))
        operands = _operands(code, instruction, number)
        yield f"{instruction.pc:4} {place:>8}  {instruction.name:<17} {operands}".rstrip()


def listing(code: Any) -> Iterator[tuple[int, str]]:
    """(pc, text) of each instruction of a compiled code object; what is delayed in it is numbered as it is
    met."""
    numbers: dict[int, int] = {}
    for instruction in instructions(code):
        operands = _operands(code, instruction, lambda child: numbers.setdefault(id(child), len(numbers) + 1))
        yield instruction.pc, f"{instruction.name:<17} {operands}".rstrip()


def _operands(code: Any, instruction: Instruction, number: Callable[[Any], int]) -> str:
    shown = []
    operands = instruction.operands
    at = 0
    while at < len(operands):
        kind, value = operands[at]
        following = operands[at + 1][0] if at + 1 < len(operands) else ""
        if {kind, following} == {"level", "slot"}:
            other = operands[at + 1][1]
            level, slot = (value, other) if kind == "level" else (other, value)
            shown.append(_variable(code, level, slot))
            at += 1
        else:
            shown.append(_operand(code, kind, value, number))
        at += 1
    return " ".join(text for text in shown if text)


def _operand(code: Any, kind: str, value: int, number: Callable[[Any], int]) -> str:
    if kind == "slot":
        return _variable(code, 0, value)
    if kind == "maker":
        return _maker(code, value, number)
    if kind == "target":
        return f"-> {value}"
    if kind == "code":
        return f"function #{number(code.values[value])}"
    if kind in ("count", "level", "operand"):
        return str(value)
    if kind == "span":
        return ""
    constant = code.values[value]
    if kind == "template":
        return f"{{ {' '.join([*constant.names, ''])}}}"
    if kind == "name":
        return str(constant)
    if kind == "table":
        return " ".join(f"{name}={slot}" for name, slot in constant.items())
    return _shorten(str(constant) if kind == "position" else brief(constant))


def _maker(code: Any, word: int, number: Callable[[Any], int]) -> str:
    """What a maker word makes (see opcodes.py)."""
    index, kind = word >> 2, word & 3
    if kind == 3:
        return _variable(code, index & 0xFF, index >> 8)
    value = code.values[index]
    if isinstance(value, Code):
        return f"{'thunk' if kind == 1 else 'function'} #{number(value)}"
    return _shorten(brief(value))


def _variable(code: Any, level: int, slot: int) -> str:
    """A variable by its name, with how many environments out it lives."""
    scopes = code.scopes
    # Formals' defaults and code without an environment of its own count from the nearest one.
    names = [name for name, at, _, _ in scopes[level] if at == slot] if level < len(scopes) else []
    text = f"{names[0] or 'with'}" if names else f"slot {slot}"
    return f"{text}^{level}" if level else text


def _shorten(text: str) -> str:
    text = text.replace("\n", "\\n")
    return text if len(text) <= _TEXT_WIDTH else text[: _TEXT_WIDTH - 1] + "…"
