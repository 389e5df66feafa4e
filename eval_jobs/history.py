"""Two runs over the same root, before and after: what changed, and what it costs now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from typing import NamedTuple

from eval_jobs.comparison import Verdict, compare
from eval_jobs.paired import Shift, shift
from eval_jobs.paths import AttrPath
from eval_jobs.results import Outcome, Record


class Change(Enum):
    """How an attribute's result stands to that of an earlier run."""

    NEW = "new"
    FIXED = "fixed"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    ADDED = "added"
    REMOVED = "removed"

    @property
    def meaning(self) -> str:
        """One sentence for people."""
        return _MEANINGS[self]


_MEANINGS = {
    Change.NEW: "was right before, is wrong now",
    Change.FIXED: "was wrong before, is right now",
    Change.CHANGED: "is another derivation or another failure",
    Change.UNCHANGED: "is what it was",
    Change.ADDED: "was not there before",
    Change.REMOVED: "is not there any more",
}


def changes(before: Iterable[Record], after: Iterable[Record]) -> dict[AttrPath, Change]:
    """The change of each attribute of two runs, by name. Wrong is what fails, right is what does not."""
    old = {record.path: record for record in before}
    new = {record.path: record for record in after}
    return {path: _change(old.get(path), new.get(path)) for path in sorted(old.keys() | new.keys())}


def _change(old: Record | None, new: Record | None) -> Change:
    if old is None:
        return Change.ADDED
    if new is None:
        return Change.REMOVED
    was_right, is_right = (record.outcome is Outcome.DERIVATION for record in (old, new))
    if was_right != is_right:
        return Change.FIXED if is_right else Change.NEW
    same = _same(old, new)
    return Change.UNCHANGED if same else Change.CHANGED


def _same(old: Record, new: Record) -> bool:
    if old.outcome is not new.outcome:
        return False
    if old.outcome in (Outcome.CRASH, Outcome.TIMEOUT):
        return True
    return compare(new, old).agrees


def verdict_changes(before: dict[AttrPath, Verdict], after: dict[AttrPath, Verdict]) -> dict[AttrPath, Change]:
    """The same for verdicts of two comparisons: wrong is what differs from the reference."""
    found = {}
    for path in sorted(before.keys() | after.keys()):
        old, new = before.get(path), after.get(path)
        if old is None or new is None:
            found[path] = Change.ADDED if old is None else Change.REMOVED
        elif old.agrees != new.agrees:
            found[path] = Change.FIXED if new.agrees else Change.NEW
        else:
            found[path] = Change.UNCHANGED if old is new else Change.CHANGED
    return found


class Cost(NamedTuple):
    """One thing that is measured of each attribute, in `unit`."""

    name: str
    unit: str
    of: Callable[[Record], float | None]


COSTS = (
    Cost("time", "s", lambda record: record.seconds),
    Cost("thunks", "", lambda record: record.cost.get("thunks")),
    # What is allocated for the program: a thunk, a call's environment, a copied attribute.
    Cost("allocations", "", lambda record: sum(record.cost.values()) if record.cost else None),
)


class CostChange(NamedTuple):
    """One cost over all attributes that are derivations in both runs: how it shifted as a whole, totals,
    and the attributes in which it changed most (before, after)."""

    cost: Cost
    shift: Shift | None
    before: float
    after: float
    most: list[tuple[AttrPath, float, float]]


def cost_changes(before: Iterable[Record], after: Iterable[Record], shown: int = 5) -> list[CostChange]:
    """What the attributes that are derivations in both runs cost, before and after."""
    old = {record.path: record for record in before if record.outcome is Outcome.DERIVATION}
    found = []
    pairs = [(old[record.path], record) for record in after if record.path in old and record.drv_path is not None]
    for cost in COSTS:
        measured = [
            (new.path, was, now)
            for earlier, new in pairs
            if (was := cost.of(earlier)) is not None and (now := cost.of(new)) is not None
        ]
        by_size = sorted(measured, key=lambda row: -abs(row[2] - row[1]))
        found.append(
            CostChange(
                cost,
                shift([(was, now) for _, was, now in measured]),
                sum(was for _, was, _ in measured),
                sum(now for _, _, now in measured),
                [row for row in by_size[:shown] if row[1] != row[2]],
            )
        )
    return found
