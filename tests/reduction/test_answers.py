"""Answers that are kept between reductions."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval_jobs.reduction import commands
from eval_jobs.reduction.terms import string


class _Verdict:
    name = "any"


def test_answers_of_other_rules_are_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same build finds its answers again; another evaluator or other rules do not."""
    first = commands._cache(tmp_path, _Verdict(), string("x"))
    assert commands._cache(tmp_path, _Verdict(), string("x")) == first
    monkeypatch.setattr(commands, "build_identity", lambda: "another")
    assert commands._cache(tmp_path, _Verdict(), string("x")) != first
