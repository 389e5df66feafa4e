"""A comparison as Markdown, for a pull request: figures, causes, and the first differences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from reports.causes_text import cause_title
from reports.drv_text import Pen, change_lines
from reports.terminal import said

_SHOWN = 20


def markdown(report: Mapping[str, Any]) -> str:
    """A `report` object as Markdown."""
    summary, agreeing = report["summary"], set(report["agreeing"])
    good = not summary["differences"]
    lines = [
        f"### {'✅' if good else '❌'} nixray: {summary['differences']} differences in {summary['total']} attributes",
        "",
        f"`{_cell(summary['root'])}` against {_cell(summary['reference'])}",
        "",
        "| result | attributes |",
        "| --- | ---: |",
    ]
    lines += [f"| {verdict} | {count} |" for verdict, count in summary["verdicts"].items() if count]
    for number, cause in enumerate((report["causes"] or {"causes": []})["causes"][:5], 1):
        lines += ["", *_cause(number, cause, report["causes"]["compared"])]
    differing = [row for row in report["rows"] if row["verdict"] not in agreeing]
    if differing:
        lines += ["", f"<details><summary>{len(differing)} attributes that differ</summary>", ""]
        lines += ["| attribute | result | nixray | reference |", "| --- | --- | --- | --- |"]
        for row in differing[:_SHOWN]:
            cells = (row["attr"], row["verdict"], said(row["ours"]), said(row["reference"]))
            lines.append(f"| {' | '.join(map(_cell, cells))} |")
        if len(differing) > _SHOWN:
            lines.append(f"\nand {len(differing) - _SHOWN} more")
        lines += ["", "</details>"]
    return "\n".join(lines) + "\n"


def _cause(number: int, cause: Mapping[str, Any], compared: int) -> Iterable[str]:
    yield f"**{number}. {_cell(cause_title(cause))}** explains {cause['explains']} of {compared}"
    source = cause["source"]
    if source is not None:
        yield f"at `{source['file']}:{source['line']}:{source['column']}`"
    yield "```diff"
    for change in cause["first"][0]["changes"][:3]:
        for line in change_lines(change, Pen(False), ""):
            yield line.removeprefix("  ").replace("```", "` ` `")
    yield "```"


def _cell(text: str) -> str:
    """Text that keeps to its cell and means nothing to Markdown or HTML."""
    flat = " ".join(str(text).split())
    for sign in "\\`*_{}[]<>|":
        flat = flat.replace(sign, f"\\{sign}")
    return flat[:300]
