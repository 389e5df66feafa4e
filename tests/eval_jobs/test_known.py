"""Known differences: what they accept, and how they are held to be true."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from eval_jobs.comparison import Verdict
from eval_jobs.gate.known import BadKnownDifferences, judge, read_known
from eval_jobs.paths import AttrPath

TODAY = date(2026, 11, 25)
FILE = """
[[difference]]
attribute = "a.*"
class = "drv-differs"
reason = "known"

[[difference]]
attribute = "b"
class = "only-ours-fails"
reason = "soon repaired"
expires = 2026-11-24
"""


def entries(tmp_path: Path, text: str = FILE):  # type: ignore[no-untyped-def]  # what read_known gives
    file = tmp_path / "known-differences.toml"
    file.write_text(text)
    return read_known(file)


def verdicts(**by_name: Verdict) -> list[tuple[AttrPath, Verdict]]:
    return [(tuple(name.split("_")), verdict) for name, verdict in by_name.items()]


def test_a_difference_of_its_class_is_accepted(tmp_path: Path) -> None:
    """Attribute and class both have to fit."""
    found = judge(
        entries(tmp_path),
        verdicts(a_x=Verdict.DRV_DIFFERS, a_y=Verdict.MATCH, a_z=Verdict.CRASH, c=Verdict.DRV_DIFFERS),
        TODAY,
    )
    assert set(found.accepted) == {("a", "x")} and found.passing == [] and found.expired == []


def test_an_unexpected_pass_is_told(tmp_path: Path) -> None:
    """An entry of which nothing is left is wrong; one that was not looked at is not."""
    found = judge(entries(tmp_path), verdicts(a_x=Verdict.MATCH), TODAY)
    assert [entry.attribute for entry in found.passing] == ["a.*"]


def test_an_expired_entry_accepts_nothing(tmp_path: Path) -> None:
    """After its last day a difference counts again."""
    found = judge(entries(tmp_path), verdicts(b=Verdict.ONLY_OURS_FAILS), TODAY)
    assert found.accepted == {} and [entry.attribute for entry in found.expired] == ["b"]
    before = judge(entries(tmp_path), verdicts(b=Verdict.ONLY_OURS_FAILS), date(2026, 11, 24))
    assert set(before.accepted) == {("b",)}


@pytest.mark.parametrize(
    "text, message",
    [
        ("[[difference", "is not TOML"),
        ("x = 1", "nothing but"),
        ('[[difference]]\nattribute = "a"\nclass = "match"\nreason = "r"', "entry 1: the class 'match' is none of"),
        ('[[difference]]\nattribute = "a"\nclass = "crash"', "'reason' are needed"),
        ('[[difference]]\nattribute = "a"\nclass = "crash"\nreason = "r"\nexpires = "soon"', "has to be a date"),
        ('[[difference]]\nattribute = "a"\nclass = "crash"\nreason = "r"\nexpiry = 1', "no key 'expiry'"),
    ],
)
def test_bad_files_are_told(tmp_path: Path, text: str, message: str) -> None:
    """File, entry and what is wrong with it."""
    with pytest.raises(BadKnownDifferences, match=message):
        entries(tmp_path, text)
