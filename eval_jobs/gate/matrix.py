"""Several evaluators over the same attributes: who agrees with whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from eval_jobs.comparison import Level, compare
from eval_jobs.paths import AttrPath, dotted
from eval_jobs.results import Record

Column = tuple[str, Mapping[AttrPath, Record]]
"""An evaluator's name and what it says."""


def agreement(columns: Sequence[Column], level: Level) -> list[list[tuple[int, int]]]:
    """For each pair of evaluators, on how many of how many attributes that both answered they agree."""
    return [[_agreeing(one, other, level) for _, other in columns] for _, one in columns]


def _agreeing(one: Mapping[AttrPath, Record], other: Mapping[AttrPath, Record], level: Level) -> tuple[int, int]:
    both = one.keys() & other.keys()
    return sum(compare(one[path], other[path], level).agrees for path in both), len(both)


def rows(columns: Sequence[Column], level: Level) -> list[dict[str, Any]]:
    """One row for each attribute: what each evaluator says, and a number for each so that those which agree
    have the same one."""
    paths = sorted(set().union(*(answers.keys() for _, answers in columns)))
    return [_row(path, columns, level) for path in paths]


def _row(path: AttrPath, columns: Sequence[Column], level: Level) -> dict[str, Any]:
    answers = [(name, records[path]) for name, records in columns if path in records]
    groups: dict[str, int] = {}
    leaders: list[Record] = []
    for name, record in answers:
        found = next((at for at, leader in enumerate(leaders) if compare(leader, record, level).agrees), None)
        if found is None:
            found = len(leaders)
            leaders.append(record)
        groups[name] = found
    return {
        "attr": dotted(path),
        "attrPath": list(path),
        "answers": {name: record.to_json() for name, record in answers},
        "groups": groups,
    }
