"""The causes of a run's differences on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from reports.drv_text import Pen, change_lines

_BOLD, _DIM, _GREEN = "\x1b[1m", "\x1b[2m", "\x1b[32m"
_CAUSES = 5
_GROUPS = 8


def causes_text(report: Mapping[str, Any], *, colour: bool) -> str:
    """A `causes` object as lines of text, ending in a line break."""
    pen = Pen(colour)
    lines: list[str] = []
    for number, cause in enumerate(report["causes"][:_CAUSES], 1):
        lines += [*_cause(number, cause, report["compared"], pen), ""]
    more = len(report["causes"]) - _CAUSES
    if more > 0:
        lines += [pen(_DIM, f"and {more} more causes"), ""]
    for group in report["failures"][:_GROUPS]:
        lines += [*_group(group, pen), ""]
    more = len(report["failures"]) - _GROUPS
    if more > 0:
        lines += [pen(_DIM, f"and {more} more groups of failures"), ""]
    if report["notExamined"]:
        lines += [f"not examined: {_some(report['notExamined'])}", ""]
    return "\n".join(lines) if lines else "there is no difference to explain\n"


def _cause(number: int, cause: Mapping[str, Any], compared: int, pen: Pen) -> Iterable[str]:
    first = cause["first"][0]
    yield pen(_BOLD, f"cause {number}: {cause_title(cause)} explains {cause['explains']} of {compared}")
    source = cause["source"]
    if source is not None:
        yield f"  {source['file']}:{source['line']}:{source['column']}   {pen(_DIM, source['text'])}"
    yield pen(_DIM, f"  {cause['roots']} derivation(s) differ in it, first {' → '.join(first['way'])}")
    for change in first["changes"]:
        if (change["field"], change["key"]) == (cause["field"], cause["key"]):
            yield from change_lines(change, pen)
    if cause["divergence"] is not None:
        yield from divergence_text(cause["divergence"], "  ").splitlines()
    check = cause["check"]
    if check is not None:
        text = f"  with the reference's derivations in place {check['match']} of {compared} attributes match"
        yield pen(_GREEN if not check["remain"] else "", text)
    yield pen(_DIM, f"  such as {_some(cause['some'])}")


def cause_title(cause: Mapping[str, Any]) -> str:
    """What differs, in a word or two."""
    if cause["field"] == "env":
        return "structured attributes" if cause["key"] == "__json" else f"variable {cause['key']}"
    return " ".join(word for word in (cause["field"], cause["key"]) if word)


def _group(group: Mapping[str, Any], pen: Pen) -> Iterable[str]:
    place = group["place"]
    where = f" at {place['file']}:{place['line']}:{place['column']}" if place is not None else ""
    yield pen(_BOLD, f"{group['verdict']}: {group['attributes']} attribute(s): {group['template']}")
    yield f"  nixray: {group['ours']}, reference: {group['reference']}{where}"
    yield pen(_DIM, f"  such as {_some(group['some'])}")


def _some(names: list[str]) -> str:
    return ", ".join(names[:4]) + (", …" if len(names) > 4 else "")


def divergence_text(divergence: Mapping[str, Any], indent: str = "") -> str:
    """The first expression that two evaluators disagree on, as lines ending in a line break."""
    place = f"{divergence['file']}:{divergence['line']}:{divergence['column']}"
    first, *more = str(divergence["text"]).splitlines() or [""]
    lines = [f"first divergence at {place}", f"  {first}{' …' if more else ''}"]
    for side in ("ours", "reference"):
        name = "nixray" if side == "ours" else side
        lines.append(f"  {name:<9}  {divergence[side] if divergence[side] is not None else 'did not come so far'}")
    return "".join(f"{indent}{line}\n" for line in lines)
