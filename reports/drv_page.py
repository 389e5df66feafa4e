"""The difference of two derivations as a page without scripts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reports.templating import environment, part


def drv_diff_page(report: Mapping[str, Any]) -> str:
    """A `drv-diff` object as HTML."""
    template = environment().get_template("drv_diff.html.jinja")
    return template.render(report={"carriers": 0, **_with_marks(report)}, css=part("base.css"))


def _with_marks(report: Mapping[str, Any]) -> dict[str, Any]:
    roots = [root | {"changes": with_marks(root["changes"])} for root in report["roots"]]
    return {**report, "roots": roots}


def with_marks(changes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Changes with every key that a template asks for."""
    return [{"text": None, "structured": False, "file": False, **change} for change in changes]
