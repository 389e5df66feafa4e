"""One comparison run: ours, then the reference, over the same attributes; then a verdict on each."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from eval_jobs.comparison import Level, Verdict, compare
from eval_jobs.gate.known import Judgement, KnownDifference, judge
from eval_jobs.ours import Ours
from eval_jobs.paths import AttrPath
from eval_jobs.progress import Progress
from eval_jobs.reference.command import CommandReference
from eval_jobs.reference.protocol import Reference
from eval_jobs.reference.recorded import RecordedReference
from eval_jobs.results import Outcome, Record
from eval_jobs.root import Root


@dataclass(slots=True)
class Regression:
    """What a run has found so far; it can be summed up at any time."""

    root: Root
    reference: str
    level: Level = Level.ERROR_KIND
    known: Sequence[KnownDifference] = ()
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    ours: dict[AttrPath, Record] = field(default_factory=dict)
    theirs: dict[AttrPath, Record] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=lambda: {"ours": 0.0, "reference": 0.0})
    complete: bool = False

    def verdicts(self) -> list[tuple[Verdict, Record, Record]]:
        """A verdict on each attribute that both sides have answered, by name."""
        both = sorted(self.ours.keys() & self.theirs.keys())
        pairs = [(self.ours[path], self.theirs[path]) for path in both]
        return [(compare(ours, theirs, self.level), ours, theirs) for ours, theirs in pairs]

    def judgement(self, today: date) -> Judgement:
        """What the known differences come to."""
        return judge(self.known, ((ours.path, verdict) for verdict, ours, _ in self.verdicts()), today)

    def rows(self) -> list[dict[str, Any]]:
        """Rows of the `comparison` schema."""
        accepted = self.judgement(self.started.date()).accepted
        return [
            {
                "attr": ours.attr,
                "attrPath": list(ours.path),
                "verdict": verdict.value,
                "ours": ours.to_json(),
                "reference": theirs.to_json(),
            }
            | ({"known": accepted[ours.path].reason} if ours.path in accepted else {})
            for verdict, ours, theirs in self.verdicts()
        ]

    def summary(self, version: str) -> dict[str, Any]:
        """The object of the `summary` schema; every verdict is counted, also those that did not occur."""
        counts = Counter(verdict for verdict, _, _ in self.verdicts())
        known = len(self.judgement(self.started.date()).accepted)
        differing = sum(count for verdict, count in counts.items() if not verdict.agrees)
        return {
            "nixray": version,
            "root": self.root.shown,
            "arguments": self.root.command_arguments(),
            "reference": self.reference,
            "started": self.started.isoformat(timespec="seconds"),
            "complete": self.complete,
            "evaluated": {"ours": len(self.ours), "reference": len(self.theirs)},
            "total": counts.total(),
            "level": self.level.value,
            "differences": differing - known,
            "known": known,
            "verdicts": {verdict.value: counts[verdict] for verdict in Verdict},
            "seconds": self.seconds,
        }


def paths_to_compare(given: list[AttrPath] | None, reference: Reference) -> list[AttrPath] | None:
    """What to compare: the list that was given, or all that was recorded; None means: discover."""
    if given is None and isinstance(reference, RecordedReference):
        return reference.paths()
    return given


def evaluate(
    regressions: Sequence[Regression],
    ours: Ours,
    paths: list[AttrPath] | None,
    keep: Callable[[Record], None],
) -> None:
    """Fill our side of `regressions`. `keep` is called with each record as it comes; Ctrl-C passes through
    and leaves there what was done."""
    start = time.monotonic()
    progress = Progress("nixray", lambda: ours.known, ours.worker_memory)
    try:
        for record in ours.records(paths):
            for regression in regressions:
                regression.ours[record.path] = record
            keep(record)
            progress.count(good=record.outcome is Outcome.DERIVATION)
    finally:
        progress.clear()
        for regression in regressions:
            regression.seconds["ours"] = time.monotonic() - start


def ask(
    regression: Regression,
    reference: Reference,
    paths: Sequence[AttrPath],
    keep: Callable[[str, Record], None] | None,
) -> None:
    """Fill the other side of a regression, and mark it as complete."""
    start = time.monotonic()
    progress = Progress("reference", lambda: len(paths))
    try:
        for record in reference.answers(paths):
            regression.theirs[record.path] = record
            if keep is not None:
                keep("reference", record)
            progress.count(good=record.outcome is Outcome.DERIVATION)
    finally:
        progress.clear()
        if not isinstance(reference, RecordedReference):
            regression.seconds["reference"] = time.monotonic() - start
    _explain(regression, reference)
    regression.complete = True


def _explain(regression: Regression, reference: Reference) -> None:
    """Where the two differ and the reference only said 'caught', get its words."""
    if isinstance(reference, CommandReference):
        for verdict, _, theirs in regression.verdicts():
            if not verdict.agrees:
                regression.theirs[theirs.path] = reference.explain(theirs)


class Folder:
    """Where a run keeps its files: the records of both sides as they come, and the rest at the end."""

    def __init__(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._streams = {
            side: (path / f"{side}.jsonl").open("w", encoding="utf-8") for side in ("ours", "reference")
        }

    def keep(self, side: str, record: Record) -> None:
        """Write one record down at once, so that it outlives whatever happens next."""
        self._streams[side].write(record.line() + "\n")
        self._streams[side].flush()

    def write(self, name: str, text: str) -> Path:
        """Write one file of the folder in one go."""
        file = self.path / name
        file.write_text(text, encoding="utf-8")
        return file

    def close(self) -> None:
        for stream in self._streams.values():
            stream.close()
