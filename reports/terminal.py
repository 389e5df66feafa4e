"""A comparison on a terminal: a table of verdicts and the first differences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_GREEN, _RED, _DIM, _PLAIN = "\x1b[32m", "\x1b[31m", "\x1b[2m", "\x1b[0m"
_SHOWN = 12


def summary_table(
    summary: Mapping[str, Any], meanings: Mapping[str, str], agreeing: Iterable[str], *, colour: bool
) -> str:
    """The figures of one summary as lines of text; verdicts that did not occur are left out."""
    good = set(agreeing)
    total = summary["total"]
    rows = [f"{summary['root']} against {summary['reference']}", ""]
    for verdict, count in summary["verdicts"].items():
        if count:
            share = f"{100 * count / total:5.1f} %"
            text = f"  {verdict:<22} {count:>7} {share}  "
            rows.append(_painted(text, _GREEN if verdict in good else _RED, colour) + meanings[verdict])
    rows.append(f"  {'total':<22} {total:>7}")
    if summary.get("known"):
        rows.append(f"  {summary['known']} of the differences are known and accepted")
    seconds = summary["seconds"]
    rows += ["", f"nixray took {seconds['ours']:.1f} s, the reference {_taken(seconds['reference'])}"]
    if not summary["complete"]:
        done = summary["evaluated"]
        rows.append(
            f"the run was interrupted after {done['ours']} attributes with nixray "
            f"and {done['reference']} with the reference"
        )
    return "\n".join(rows)


def matrix_table(names: Sequence[str], counts: Sequence[Sequence[tuple[int, int]]]) -> str:
    """Who agrees with whom on how many of how many attributes."""
    lines = [f"  {number}  {name}" for number, name in enumerate(names, 1)]
    lines += ["", "  agree  " + "".join(f"{number:>16}" for number in range(1, len(names) + 1))]
    for number, row in enumerate(counts, 1):
        cells = "".join(f"{f'{same} of {both}':>16}" for same, both in row)
        lines.append(f"  {number:>5}  {cells}")
    return "\n".join(lines)


def _taken(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds else "was recorded before"


def differences(rows: Iterable[Mapping[str, Any]], *, colour: bool) -> str:
    """The first rows of comparisons that differ, each with both sides."""
    lines: list[str] = []
    count = 0
    for row in rows:
        count += 1
        if count <= _SHOWN:
            lines.append(_painted(f"{row['verdict']}: {row['attr']}", _RED, colour))
            lines.append(f"  nixray     {said(row['ours'])}")
            lines.append(f"  reference  {said(row['reference'])}")
    if count > _SHOWN:
        lines.append(_painted(f"and {count - _SHOWN} more", _DIM, colour))
    return "\n".join(lines)


def said(side: Mapping[str, Any]) -> str:
    """One side's result on one line: the derivation, or the first line of the error."""
    if "drvPath" in side:
        return str(side["drvPath"])
    return "error: " + str(side["error"]).partition("\n")[0]


def _painted(text: str, colour_code: str, colour: bool) -> str:
    return f"{colour_code}{text}{_PLAIN}" if colour else text
