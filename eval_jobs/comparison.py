"""Comparing two results of one attribute: a pure function over closed enums, with no catch-all."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from eval_jobs.error_kinds import ErrorKind, alike
from eval_jobs.results import Outcome, Record


class Verdict(Enum):
    """How our result stands to the reference's."""

    MATCH = "match"
    DRV_DIFFERS = "drv-differs"
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
    Verdict.ONLY_OURS_FAILS: "nixray fails, the reference does not",
    Verdict.ONLY_REFERENCE_FAILS: "the reference fails, nixray does not",
    Verdict.BOTH_FAIL_ALIKE: "both fail with the same kind of error",
    Verdict.BOTH_FAIL_DIFFERENTLY: "both fail, with different kinds of error",
    Verdict.TIMEOUT: "one side did not end in time",
    Verdict.CRASH: "a process of one side ended while evaluating",
}


def compare(ours: Record, reference: Record) -> Verdict:
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
    return _TABLE[ours.outcome, reference.outcome](ours, reference)


def _compare_derivations(ours: Record, reference: Record) -> Verdict:
    return Verdict.MATCH if ours.drv_path == reference.drv_path else Verdict.DRV_DIFFERS


def _compare_failures(ours: Record, reference: Record) -> Verdict:
    """Kinds decide; where a message is of no known kind, the first lines do."""
    assert ours.kind is not None and reference.kind is not None
    same = alike(ours.kind, reference.kind)
    if ErrorKind.OTHER in (ours.kind, reference.kind):
        same = _first_line(ours.error) == _first_line(reference.error)
    return Verdict.BOTH_FAIL_ALIKE if same else Verdict.BOTH_FAIL_DIFFERENTLY


# Crash and timeout are settled before; a missing pair is a KeyError, never a silent default.
_TABLE: dict[tuple[Outcome, Outcome], Callable[[Record, Record], Verdict]] = {
    (Outcome.DERIVATION, Outcome.DERIVATION): _compare_derivations,
    (Outcome.DERIVATION, Outcome.FAILED): lambda ours, reference: Verdict.ONLY_REFERENCE_FAILS,
    (Outcome.FAILED, Outcome.DERIVATION): lambda ours, reference: Verdict.ONLY_OURS_FAILS,
    (Outcome.FAILED, Outcome.FAILED): _compare_failures,
}


def _first_line(text: str | None) -> str:
    return (text or "").partition("\n")[0].strip()
