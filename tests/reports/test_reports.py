"""Reports: schemas hold, the page holds whatever text it is given, the table tells the figures."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from eval_jobs.comparison import Verdict
from eval_jobs.error_kinds import ErrorKind
from eval_jobs.regression import Regression
from eval_jobs.results import Outcome, Record, crashed, failed, timed_out
from eval_jobs.root import Root
from reports.page import render
from reports.schemas import validator
from reports.terminal import differences, summary_table

MEANINGS = {verdict.value: verdict.meaning for verdict in Verdict}
AGREEING = [verdict.value for verdict in Verdict if verdict.agrees]
NASTY = "</script><script>alert(1)</script> <!-- \u2028 'x' \"y\" ${z} ä"


def drv(name: str, path: str) -> Record:
    return Record((name,), Outcome.DERIVATION, path, "n-1", "x86_64-linux", {"out": "/o", "dev": None}, seconds=0.5)


def sample() -> Regression:
    """A finished run with one attribute of each verdict and one with a name that tries to break out."""
    run = Regression(Root(expression="{ }", arguments=(("a", '"b c"'),)), "nix-instantiate (Nix) 2.34.8", complete=True)
    sides = [
        (drv("same", "/s/a.drv"), drv("same", "/s/a.drv")),
        (drv("differs", "/s/a.drv"), drv("differs", "/s/b.drv")),
        (failed(("ours",), "no\nmore"), drv("ours", "/s/a.drv")),
        (drv("theirs", "/s/a.drv"), failed(("theirs",), "attribute 'x' missing")),
        (failed(("alike",), "gone", ErrorKind.THROW), failed(("alike",), "throw")),
        (failed(("unlike",), "gone", ErrorKind.THROW), failed(("unlike",), "file-not-found")),
        (timed_out(("slow",), 1), drv("slow", "/s/a.drv")),
        (crashed(("dead",), "was ended by SIGKILL"), drv("dead", "/s/a.drv")),
        (failed((NASTY,), NASTY), drv(NASTY, "/s/a.drv")),
    ]
    for ours, theirs in sides:
        run.ours[ours.path], run.theirs[theirs.path] = ours, theirs
    return run


def test_everything_written_follows_its_schema() -> None:
    """Lines, comparisons and the summary are what the schemas say."""
    run = sample()
    for record in [*run.ours.values(), *run.theirs.values()]:
        validator("line").validate(json.loads(record.line()))
    for row in run.rows():
        validator("comparison").validate(row)
    validator("summary").validate(run.summary("0"))


@pytest.mark.parametrize("row", [{}, {"attr": "a", "attrPath": ["a"]}, {"attr": "a", "attrPath": "a", "error": "x"}])
def test_the_line_schema_refuses(row: dict[str, Any]) -> None:
    """A line without a result, or with a wrong type, is none."""
    assert not validator("line").is_valid(row)


def test_the_table_counts_each_verdict_once() -> None:
    """The table's figures add up, and agreement is told from difference."""
    summary = sample().summary("0")
    assert summary["total"] == 9 and summary["differences"] == 7
    table = summary_table(summary, MEANINGS, AGREEING, colour=False)
    assert re.search(r"only-ours-fails +2 +22.2 %", table)
    assert re.search(r"total +9$", table, re.MULTILINE)
    assert "\x1b" not in table


def test_differences_show_both_sides_on_one_line_each() -> None:
    """Only the first line of an error is shown."""
    rows = [row for row in sample().rows() if row["attr"] == "ours"]
    assert differences(rows, colour=False).splitlines() == [
        "only-ours-fails: ours",
        "  nixray     error: no",
        "  reference  /s/a.drv",
    ]


def test_long_lists_of_differences_are_cut() -> None:
    """A terminal gets the first ones and the number of the others."""
    rows = [row for row in sample().rows() if row["attr"] == "ours"] * 40
    assert differences(rows, colour=False).endswith("and 28 more")


def test_the_page_is_self_contained_and_cannot_be_broken_out_of() -> None:
    """No network, and hostile text stays data."""
    run = sample()
    page = render(run.summary("0"), run.rows(), MEANINGS, AGREEING)
    assert "http://" not in page and "https://" not in page and "src=" not in page.replace("script-src", "")
    assert page.count("<script") == 3 and "alert(1)</script>" not in page
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert data is not None
    rows = json.loads(data.group(1))
    assert len(rows) == 9 and any(NASTY in row[0].replace("\\", "") or NASTY in row[2] for row in rows)


def test_the_page_gives_the_command_that_debugs() -> None:
    """The root's own words are kept, quoted for a shell."""
    run = sample()
    page = render(run.summary("0"), run.rows(), MEANINGS, AGREEING)
    facts = re.search(r'id="facts">(.*?)</script>', page)
    assert facts is not None
    assert json.loads(facts.group(1))["root"] == "-E '{ }' --arg a '\"b c\"'"
    assert "nixray debug " in page
