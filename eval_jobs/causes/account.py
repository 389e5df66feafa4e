"""A comparison of derivations as plain data, of the `drv-diff` schema: what the renderers draw."""

from __future__ import annotations

import json
from typing import Any

from eval_jobs.causes.difference import Comparison, Node, Pair
from eval_jobs.causes.graph import name_of
from eval_jobs.texts import unicode_text


def account(comparison: Comparison, top: Pair) -> dict[str, Any]:
    """Everything that differs below one pair of derivations; what differs alike in several places is one
    root, with the other places under `also`."""
    roots = comparison.roots()
    rows: dict[str, dict[str, Any]] = {}
    for node in roots:
        row = root_row(comparison, node)
        first = rows.setdefault(json.dumps(row["changes"], sort_keys=True), row)
        if first is not row:
            first["also"].append({key: row[key] for key in ("before", "after", "way")})
    return {
        "before": unicode_text(top[0]),
        "after": unicode_text(top[1]),
        "equal": top not in comparison.nodes,
        "roots": list(rows.values()),
        "carriers": len(comparison.nodes) - len(roots),
    }


def root_row(comparison: Comparison, node: Node) -> dict[str, Any]:
    """One pair with its own changes, and the way to it from the top."""
    row: dict[str, Any] = readable(
        {
            "before": node.pair[0],
            "after": node.pair[1],
            "name": name_of(node.pair[0]),
            "way": [name_of(pair[0]) for pair in comparison.way_to(node.pair)],
            "changes": [change.to_json() for change in node.changes],
            "also": [],
        }
    )
    return row


def readable(value: Any) -> Any:
    """Plain data with byte strings as Unicode text, at any depth."""
    if isinstance(value, str):
        return unicode_text(value)
    if isinstance(value, list | tuple):
        return [readable(item) for item in value]
    if isinstance(value, dict):
        return {unicode_text(key): readable(item) for key, item in value.items()}
    return value
