"""Comparing two results of one attribute: a pure function over closed enums, with no catch-all."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from eval_jobs.error_kinds import ErrorKind, alike, without_value
from eval_jobs.results import Outcome, Record


class Verdict(Enum):
    """How our result stands to the reference's."""

    MATCH = "match"
    DRV_DIFFERS = "drv-differs"
    OUTPUTS_DIFFER = "outputs-differ"
    META_DIFFERS = "meta-differs"
    ONLY_OURS_FAILS = "only-ours-fails"
    ONLY_REFERENCE_FAILS = "only-reference-fails"
    BOTH_FAIL_ALIKE = "both-fail-alike"
    BOTH_FAIL_DIFFERENTLY = "both-fail-differently"
    TIMEOUT = "timeout"
    CRASH = "crash"

    @property
    def agrees(self) -> bool:
        """Whether the two sides say the same."""
        return self in (Verdict.MATCH, Verdict.BOTH_FAIL_ALIKE)

    @property
    def meaning(self) -> str:
        """One sentence for people."""
        return _MEANINGS[self]


_MEANINGS = {
    Verdict.MATCH: "the same derivation path",
    Verdict.DRV_DIFFERS: "two derivation paths that are not the same",
    Verdict.OUTPUTS_DIFFER: "the same derivation path, with different outputs",
    Verdict.META_DIFFERS: "the same derivation, with different meta data",
    Verdict.ONLY_OURS_FAILS: "nixray fails, the reference does not",
    Verdict.ONLY_REFERENCE_FAILS: "the reference fails, nixray does not",
    Verdict.BOTH_FAIL_ALIKE: "both fail with the same kind of error",
    Verdict.BOTH_FAIL_DIFFERENTLY: "both fail, in different ways",
    Verdict.TIMEOUT: "one side did not end in time",
    Verdict.CRASH: "a process of one side ended while evaluating",
}


class Level(Enum):
    """How much has to be the same. Each level takes in those before it; what one side does not tell is not
    compared."""

    DRV = "drv"
    OUTPUTS = "outputs"
    META = "meta"
    ERROR_KIND = "error-kind"
    ERROR_TEXT = "error-text"

    def includes(self, other: Level) -> bool:
        """Whether what `other` looks at is looked at."""
        return _ORDER[other] <= _ORDER[self]


_ORDER = {level: number for number, level in enumerate(Level)}


def compare(ours: Record, reference: Record, level: Level = Level.ERROR_KIND) -> Verdict:
    """The verdict on two records of one attribute path.

    A crash outranks a timeout, and both outrank whatever the other side found: neither says
    anything about the program.
    """
    assert ours.path == reference.path, "records of different attributes cannot be compared"
    outcomes = (ours.outcome, reference.outcome)
    if Outcome.CRASH in outcomes:
        return Verdict.CRASH
    if Outcome.TIMEOUT in outcomes:
        return Verdict.TIMEOUT
    return _TABLE[ours.outcome, reference.outcome](ours, reference, level)


def _compare_derivations(ours: Record, reference: Record, level: Level) -> Verdict:
    if ours.drv_path != reference.drv_path:
        return Verdict.DRV_DIFFERS
    if level.includes(Level.OUTPUTS) and ours.outputs and reference.outputs and ours.outputs != reference.outputs:
        return Verdict.OUTPUTS_DIFFER
    metas = [side.details["meta"] for side in (ours, reference) if "meta" in side.details]
    if level.includes(Level.META) and len(metas) == 2 and metas[0] != metas[1]:
        return Verdict.META_DIFFERS
    return Verdict.MATCH


def _compare_failures(ours: Record, reference: Record, level: Level) -> Verdict:
    """Kinds decide; where a message is of no known kind, the first lines do. Whoever only knows that
    something was caught does not tell its text."""
    assert ours.kind is not None and reference.kind is not None
    kinds = (ours.kind, reference.kind)
    same = alike(*kinds)
    if not level.includes(Level.ERROR_KIND):
        same = True
    elif ErrorKind.OTHER in kinds:
        same = _first_line(ours.error) == _first_line(reference.error)
    elif level.includes(Level.ERROR_TEXT) and ErrorKind.CAUGHT not in kinds:
        same = same and without_value(ours.error or "") == without_value(reference.error or "")
    return Verdict.BOTH_FAIL_ALIKE if same else Verdict.BOTH_FAIL_DIFFERENTLY


# Crash and timeout are settled before; a missing pair is a KeyError, never a silent default.
_TABLE: dict[tuple[Outcome, Outcome], Callable[[Record, Record, Level], Verdict]] = {
    (Outcome.DERIVATION, Outcome.DERIVATION): _compare_derivations,
    (Outcome.DERIVATION, Outcome.FAILED): lambda ours, reference, level: Verdict.ONLY_REFERENCE_FAILS,
    (Outcome.FAILED, Outcome.DERIVATION): lambda ours, reference, level: Verdict.ONLY_OURS_FAILS,
    (Outcome.FAILED, Outcome.FAILED): _compare_failures,
}


def _first_line(text: str | None) -> str:
    return (text or "").partition("\n")[0].strip()
