"""Looks as JSON, for the ledger and for other processes."""

from __future__ import annotations

from typing import Any

from eval_jobs.looking import Children, Look, Nothing, Task
from eval_jobs.reference.recorded import record_of_row
from eval_jobs.results import Record


def look_to_json(look: Look) -> dict[str, Any]:
    """A look as an object with one key."""
    match look:
        case Record():
            return {"record": look.to_json()}
        case Children(paths):
            return {"children": [path[-1] for path in paths]}
        case Nothing():
            return {"nothing": None}


def look_of_json(task: Task, row: dict[str, Any]) -> Look:
    """The inverse, for the task whose look it was; raises ValueError for anything else."""
    match row:
        case {"record": dict(fields)}:
            return record_of_row(fields)
        case {"children": list(names)}:
            return Children(tuple((*task.path, name) for name in names))
        case {"nothing": None}:
            return Nothing()
    raise ValueError("this is no look")
