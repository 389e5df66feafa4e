"""Failures that belong together: the same verdict, kinds, wording and place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from eval_jobs.comparison import Verdict
from eval_jobs.paths import AttrPath
from eval_jobs.results import Record

SHOWN = 20
"""How many attributes of a group are listed."""

Place = tuple[str, int, int]

# What changes from one message to the next: longer forms first.
_VARIABLE = (
    (re.compile(r"/[^\s:'\"`]*?/[0-9a-z]{32}-[^\s:'\"`]+"), "STORE-PATH"),
    (re.compile(r"\u2018[^\u2019]*\u2019|'[^'\n]*'|`[^`'\n]*['`]|\"[^\"\n]*\""), "'…'"),
    (re.compile(r"(?<![\w/])/[^\s:'\"]+"), "PATH"),
    (re.compile(r"\b[0-9a-f]{12,}\b"), "HASH"),
    (re.compile(r"\b\d+(\.\d+)*\b"), "N"),
)


def template_of(message: str) -> str:
    """The first line of a message without what is particular: names, numbers, paths."""
    text = message.strip().partition("\n")[0]
    for pattern, word in _VARIABLE:
        text = pattern.sub(word, text)
    return text


def failure_groups(
    verdicts: Iterable[tuple[Verdict, Record, Record]], places: Mapping[AttrPath, Place]
) -> list[dict[str, Any]]:
    """The differing failures of a run in groups, the largest first: rows of the `causes` schema. `places`
    tells where ours raised the error of an attribute, as far as known."""
    groups: dict[tuple[Any, ...], list[tuple[Record, Record]]] = defaultdict(list)
    for verdict, ours, theirs in verdicts:
        if verdict.agrees or verdict is Verdict.DRV_DIFFERS:
            continue
        kinds = tuple(record.kind.value if record.kind else record.outcome.value for record in (ours, theirs))
        failing = ours if ours.error is not None else theirs
        place = places.get(ours.path, ("", 0, 0))
        groups[verdict, *kinds, template_of(failing.error or ""), place].append((ours, theirs))
    rows = [_group(key, members) for key, members in groups.items()]
    return sorted(rows, key=lambda row: (-row["attributes"], row["verdict"], row["template"]))


def _group(key: tuple[Any, ...], members: list[tuple[Record, Record]]) -> dict[str, Any]:
    verdict, ours, theirs, template, (file, line, column) = key
    first = members[0]
    return {
        "verdict": verdict.value,
        "ours": ours,
        "reference": theirs,
        "template": template,
        "message": first[0].error or first[1].error,
        "place": {"file": file, "line": line, "column": column} if file else None,
        "attributes": len(members),
        "some": sorted(ours.attr for ours, _ in members)[:SHOWN],
    }
