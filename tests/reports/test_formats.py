"""Every format of a report says what the run says."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from eval_jobs.reporting import FORMATS, collect, times
from reports.schemas import validator
from tests.cli.command import nixray
from tests.reports.runs import write_run


def test_the_data_follows_its_schema(tmp_path: Path) -> None:
    """What `--format json` writes."""
    run = write_run(tmp_path / "run", 40)
    data = json.loads(FORMATS["json"](collect(run, [write_run(tmp_path / "old", 20)])))
    validator("report").validate(data)
    assert data["history"] == [["2026-01-02", 2], ["2026-01-02", 4]]


def test_junit_counts_what_the_summary_counts(tmp_path: Path) -> None:
    """One case each, a failure for each difference, whatever the text."""
    run = write_run(tmp_path / "run", 40)
    lines = (run / "comparison.jsonl").read_text().replace("packages.set0.name-0", "a\\u0000<b>&")
    (run / "comparison.jsonl").write_text(lines)
    suite = ElementTree.fromstring(FORMATS["junit"](collect(run)))[0]
    assert suite.get("tests") == "40" and suite.get("failures") == "4" == str(len(suite.findall(".//failure")))


def test_sarif_has_the_place_of_the_cause(tmp_path: Path) -> None:
    """The first result points into the source; without causes each difference is a result."""
    run = write_run(tmp_path / "run", 40)
    found = json.loads(FORMATS["sarif"](collect(run)))
    (result,) = found["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["region"]["startLine"] == 187 and place["artifactLocation"]["uri"].endswith("make-derivation.nix")
    plain = json.loads(FORMATS["sarif"](collect(write_run(tmp_path / "plain", 40, causes=False))))
    assert len(plain["runs"][0]["results"]) == 4


def test_markdown_for_a_pull_request(tmp_path: Path) -> None:
    """Figures, the cause as a diff, and nothing that breaks out of its cell."""
    text = FORMATS["markdown"](collect(write_run(tmp_path / "run", 40)))
    assert "4 differences in 40 attributes" in text and "| drv-differs | 4 |" in text
    assert "explains 4 of 4" in text and "- --a" in text and "`/src/make-derivation.nix:187:9`" in text


def test_the_page_tells_causes_and_charts(tmp_path: Path) -> None:
    """Causes with their diff, the trend, and hostile source text escaped."""
    old = write_run(tmp_path / "old", 100, started="2025-12-31T00:00:00+00:00")
    page = FORMATS["html"](collect(write_run(tmp_path / "run", 40), [old]))
    assert "variable configureFlags" in page and "make-derivation.nix:187:9" in page
    assert "&lt;script&gt;" in page and page.count("<svg") == 2 and "differences over runs" in page


def test_times_are_counted_once_each() -> None:
    """Every measured attribute is in one bar."""
    assert sum(count for _, count in times([0.001, 0.5, 99.0, None])) == 3
    assert times([None]) == []


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_the_command_writes_each_format(tmp_path: Path, form: str) -> None:
    """To a file or to standard output."""
    run = write_run(tmp_path / "run", 25)
    ran = nixray("report", str(run), "--format", form, "--out", str(tmp_path / "out"))
    assert ran.status == 0 and (tmp_path / "out").stat().st_size > 100, ran.err


@pytest.mark.parametrize(("suffix", "begins"), [("html", "<!doctype"), ("xml", "<?xml"), ("md", "###"), ("txt", "/")])
def test_the_name_of_the_file_says_the_format(tmp_path: Path, suffix: str, begins: str) -> None:
    """Where no format is given; any other name is a summary."""
    out = tmp_path / f"out.{suffix}"
    assert nixray("report", str(write_run(tmp_path / "run", 25)), "--out", str(out)).status == 0
    assert out.read_text().lower().startswith(begins)


def test_a_folder_that_is_no_run(tmp_path: Path) -> None:
    """One message."""
    ran = nixray("report", str(tmp_path))
    assert ran.status == 3 and "is it the --out folder" in ran.err
