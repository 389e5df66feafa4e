"""Terms as text for people: what fits stays on one line, the rest is broken and indented."""

from __future__ import annotations

from eval_jobs.reduction.terms import Term, binding_text, bound, held, name_text, operand_levels, pattern_text

WIDTH = 100
_STEP = "  "


def laid_out(term: Term) -> str:
    """The text of a term, ending in a line break."""
    return _lay(term, "", WIDTH) + "\n"


def _lay(term: Term, indent: str, room: int) -> str:
    """A term that begins behind `indent`, or on a line with `room` characters left."""
    if len(term.text) <= room:
        return term.text
    inner = indent + _STEP
    kids = term.kids
    if term.kind in ("attrs", "let"):
        rows = "".join(f"{inner}{_binding(binding, taken, inner)}\n" for binding, taken in bound(term))
        if term.kind == "let":
            return f"let\n{rows}{indent}in\n{indent}{_lay(kids[-1], indent, WIDTH - len(indent))}"
        return f"{'rec ' if term.info[0] else ''}{{\n{rows}{indent}}}"
    if term.kind == "list":
        rows = "".join(f"{inner}{_held(kid, 2, inner, WIDTH - len(inner))}\n" for kid in kids)
        return f"[\n{rows}{indent}]"
    if term.kind == "fun":
        pattern = pattern_text(term)
        return f"{pattern}: {_lay(kids[-1], indent, room - len(pattern) - 2)}"
    if term.kind in ("with", "assert"):
        return f"{term.kind} {kids[0].text};\n{indent}{_lay(kids[1], indent, WIDTH - len(indent))}"
    if term.kind == "if":
        condition, then, otherwise = (_lay(kid, inner, WIDTH - len(inner) - 5) for kid in kids)
        return f"if {condition}\n{indent}then {then}\n{indent}else {otherwise}"
    if term.kind == "call":
        return _call(term, indent, room)
    if term.kind == "bin":
        left, right = operand_levels(term.info)
        first = _held(kids[0], left, indent, room)
        second = _held(kids[1], right, indent, WIDTH - len(indent) - 3)
        return f"{first}\n{indent}{term.info} {second}"
    if term.kind == "select":
        steps = ".".join(name_text(step) if step is not None else "" for step in term.info[0])
        if None not in term.info[0] and not term.info[1]:
            return f"{_held(kids[0], 1, indent, room - len(steps) - 1)}.{steps}"
    return term.text


def _binding(binding: tuple[str, ...], kids: tuple[Term, ...], indent: str) -> str:
    whole = binding_text(binding, kids)
    if len(indent) + len(whole) <= WIDTH or binding[0] != "=":
        return whole
    name = name_text(binding[1])
    return f"{name} = {_lay(kids[0], indent, WIDTH - len(indent) - len(name) - 4)};"


def _call(term: Term, indent: str, room: int) -> str:
    """The last argument may go over several lines; before it everything stays on one if it fits."""
    *front, last = term.kids
    words = [held(front[0], 3), *(held(kid, 2) for kid in front[1:])]
    start = " ".join(words)
    if len(start) > room:
        words = [_held(front[0], 3, indent, room), *(_held(kid, 2, indent, room) for kid in front[1:])]
        start = " ".join(words)
    used = len(start.rpartition("\n")[2])
    return f"{start} {_held(last, 2, indent, room - used - 1)}"


def _held(term: Term, level: int, indent: str, room: int) -> str:
    if term.level < level:
        return _lay(term, indent, room)
    return f"({_lay(term, indent, room - 2)})"
