"""Comparison: every pair of outcomes has its verdict."""

from __future__ import annotations

from itertools import product

import pytest

from eval_jobs.comparison import Level, Verdict, compare
from eval_jobs.error_kinds import ErrorKind
from eval_jobs.results import Outcome, Record, crashed, failed, timed_out

PATH = ("a",)


def derivation(drv_path: str) -> Record:
    return Record(PATH, Outcome.DERIVATION, drv_path)


OF_EACH = {
    Outcome.DERIVATION: derivation("/nix/store/x.drv"),
    Outcome.FAILED: failed(PATH, "division by zero"),
    Outcome.TIMEOUT: timed_out(PATH, 2),
    Outcome.CRASH: crashed(PATH, "was ended by SIGSEGV"),
}


@pytest.mark.parametrize("ours, theirs", list(product(Outcome, Outcome)))
def test_every_pair_of_outcomes_has_a_verdict(ours: Outcome, theirs: Outcome) -> None:
    """No pair is left to a default."""
    assert isinstance(compare(OF_EACH[ours], OF_EACH[theirs]), Verdict)


@pytest.mark.parametrize(
    "ours, theirs, verdict",
    [
        (derivation("/a.drv"), derivation("/a.drv"), Verdict.MATCH),
        (derivation("/a.drv"), derivation("/b.drv"), Verdict.DRV_DIFFERS),
        (derivation("/a.drv"), failed(PATH, "x"), Verdict.ONLY_REFERENCE_FAILS),
        (failed(PATH, "x"), derivation("/a.drv"), Verdict.ONLY_OURS_FAILS),
        (failed(PATH, "no", ErrorKind.THROW), failed(PATH, "throw"), Verdict.BOTH_FAIL_ALIKE),
        (failed(PATH, "no", ErrorKind.THROW), failed(PATH, "file-not-found"), Verdict.BOTH_FAIL_DIFFERENTLY),
        (failed(PATH, "odd\nmore"), failed(PATH, "odd"), Verdict.BOTH_FAIL_ALIKE),
        (failed(PATH, "odd"), failed(PATH, "even"), Verdict.BOTH_FAIL_DIFFERENTLY),
        (derivation("/a.drv"), timed_out(PATH, 1), Verdict.TIMEOUT),
        (timed_out(PATH, 1), crashed(PATH, "was killed"), Verdict.CRASH),
    ],
)
def test_verdicts(ours: Record, theirs: Record, verdict: Verdict) -> None:
    """Each class of result is told from the others."""
    assert compare(ours, theirs) is verdict


def test_records_of_two_attributes_are_not_compared() -> None:
    """Comparing different attributes is a bug of the caller."""
    with pytest.raises(AssertionError):
        compare(derivation("/a.drv"), failed(("b",), "x"))


def told(outputs: dict[str, str | None], meta: object) -> Record:
    return Record(PATH, Outcome.DERIVATION, "/a.drv", outputs=outputs, details={"meta": meta})


@pytest.mark.parametrize(
    "ours, theirs, first",
    [
        (derivation("/a.drv"), derivation("/b.drv"), Level.DRV),
        (told({"out": "/a"}, {}), told({"out": "/b"}, {}), Level.OUTPUTS),
        (told({"out": "/a"}, {"n": 1}), told({"out": "/a"}, {"n": 2}), Level.META),
        (failed(PATH, "division by zero"), failed(PATH, "cannot coerce a set"), Level.ERROR_KIND),
        (
            failed(PATH, "attribute 'a' missing"),
            failed(PATH, "attribute 'b' missing"),
            Level.ERROR_TEXT,
        ),
    ],
)
def test_each_level_looks_at_more(ours: Record, theirs: Record, first: Level) -> None:
    """A difference is seen from its level on, and at none before."""
    seen = [level for level in Level if not compare(ours, theirs, level).agrees]
    assert seen == [level for level in Level if level.includes(first)]


def test_what_one_side_does_not_tell_is_not_compared() -> None:
    """Recordings may hold paths alone, or the one word that something was caught."""
    assert compare(told({"out": "/a"}, {"n": 1}), derivation("/a.drv"), Level.ERROR_TEXT) is Verdict.MATCH
    caught = failed(PATH, "throw")
    assert compare(failed(PATH, "gone", ErrorKind.THROW), caught, Level.ERROR_TEXT).agrees
