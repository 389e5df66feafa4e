"""A comparison as one web page: self-contained, no network, quick with tens of thousands of rows."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup

_TEMPLATES = Path(__file__).parent


def render(
    summary: Mapping[str, Any],
    rows: Iterable[Mapping[str, Any]],
    meanings: Mapping[str, str],
    agreeing: Iterable[str],
) -> str:
    """The page's HTML. `meanings` explains each verdict, `agreeing` names those that are no difference."""
    verdicts = list(summary["verdicts"])
    environment = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=select_autoescape(["jinja"]))
    return environment.get_template("page.html.jinja").render(
        summary=summary,
        meanings=meanings,
        agreeing=set(agreeing),
        rows=_script_json([_compact(row, verdicts) for row in rows]),
        facts=_script_json({"verdicts": verdicts, "root": shlex.join(summary["arguments"])}),
    )


def _compact(row: Mapping[str, Any], verdicts: list[str]) -> list[Any]:
    """A row as a short list: name, verdict number, ours, and the reference where it says another thing."""
    ours, reference = _said(row["ours"]), _said(row["reference"])
    seconds = row["ours"].get("nixray", {}).get("seconds", 0)
    return [row["attr"], verdicts.index(row["verdict"]), ours, 0 if ours == reference else reference, seconds]


def _said(side: Mapping[str, Any]) -> str:
    return str(side["drvPath"]) if "drvPath" in side else f"error: {side['error']}"


def _script_json(value: Any) -> Markup:
    """JSON that can stand inside a script element, whatever text it holds."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # U+2028 and U+2029 end lines in old script engines; `<` could open or close an element.
    safe = text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return Markup(safe)
