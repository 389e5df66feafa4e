"""A comparison as one web page: self-contained, no network, quick with a hundred thousand rows.

The table draws only the rows in sight; everything above it is there before any script runs.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reports.causes_text import cause_title
from reports.charts import bars, trend
from reports.drv_page import with_marks
from reports.templating import environment, part, script_json

_LONGEST_TRACE = 6000


def render(
    summary: Mapping[str, Any],
    rows: Iterable[Mapping[str, Any]],
    meanings: Mapping[str, str],
    agreeing: Iterable[str],
    causes: Mapping[str, Any] | None = None,
    times: Sequence[tuple[str, int]] = (),
    history: Sequence[tuple[str, int]] = (),
) -> str:
    """The page's HTML. `meanings` explains each verdict, `agreeing` names those that are no difference;
    `causes` is an object of that schema; `times` counts attributes by how long they took, `history` has
    the number of differences of earlier runs, oldest first."""
    verdicts = list(summary["verdicts"])
    charts = []
    if any(count for _, count in times):
        charts.append({"title": "attributes by the time nixray took", "svg": bars(times, "time per attribute")})
    if len(history) > 1:
        charts.append({"title": "differences over runs", "svg": trend(history, "differences over runs")})
    total = summary["total"]
    numbers = _cause_numbers(causes)
    return (
        environment()
        .get_template("report.html.jinja")
        .render(
            summary=summary,
            meanings=meanings,
            agreement=f"{100 * (total - summary['differences']) / total:.2f} %" if total else "none",
            charts=charts,
            causes=_with_marks(causes),
            titles=[cause_title(cause) for cause in causes["causes"]] if causes else [],
            css=part("base.css") + part("report.css"),
            script=part("report.js"),
            rows=script_json([_compact(row, verdicts, numbers) for row in rows]),
            facts=script_json(
                {
                    "verdicts": verdicts,
                    "agreeing": [verdicts.index(verdict) for verdict in agreeing if verdict in verdicts],
                    "meanings": dict(meanings),
                    "root": shlex.join(summary["arguments"]),
                }
            ),
        )
    )


def _with_marks(causes: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if causes is None:
        return None
    rows = [
        {**cause, "first": [{**root, "changes": with_marks(root["changes"])} for root in cause["first"]]}
        for cause in causes["causes"]
    ]
    return {**causes, "causes": rows}


def _cause_numbers(causes: Mapping[str, Any] | None) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, cause in enumerate(causes["causes"] if causes else ()):
        for name in cause["some"]:
            found.setdefault(name, []).append(number)
    return found


def _compact(row: Mapping[str, Any], verdicts: list[str], causes: Mapping[str, list[int]]) -> list[Any]:
    """A row as a short list: name, verdict number, ours, the reference where it says another thing, seconds,
    and where there are any the trace and the numbers of its causes."""
    ours, reference = _said(row["ours"]), _said(row["reference"])
    more = row["ours"].get("nixray", {})
    seconds = more.get("seconds", 0)
    short = [row["attr"], verdicts.index(row["verdict"]), ours, 0 if ours == reference else reference, seconds]
    trace = str(more.get("rendering") or "")[:_LONGEST_TRACE]
    if trace or row["attr"] in causes:
        short += [trace, causes.get(row["attr"], [])]
    return short


def _said(side: Mapping[str, Any]) -> str:
    return str(side["drvPath"]) if "drvPath" in side else f"error: {side['error']}"
