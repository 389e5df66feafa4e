"""`nixray report`: a run's folder as data, which the renderers in `reports` draw."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from eval_jobs.causes.analysis import analyse
from eval_jobs.causes.run import BadRun, read_run
from eval_jobs.endings import HARNESS, run_command
from eval_jobs.presenting import AGREEING, MEANINGS
from eval_jobs.progress import Status
from evaluator.errors import NixrayError
from reports.causes_text import causes_text
from reports.junit import junit
from reports.markdown import markdown
from reports.page import render
from reports.sarif import sarif
from reports.terminal import summary_table

Data = dict[str, Any]

# Seconds an attribute took at most, with what the bar is called.
_STEPS = ((0.003, "3 ms"), (0.01, "10 ms"), (0.03, "30 ms"), (0.1, "0.1 s"), (0.3, "0.3 s"), (1.0, "1 s"), (3.0, "3 s"))
_LONGER = "more"


def collect(folder: Path, before: Sequence[Path] = ()) -> Data:
    """The `report` object of a run's folder; `before` are the folders of earlier runs, oldest first. Raises
    BadRun."""
    run = read_run(folder)
    rows = [json.loads(line) for line in (folder / "comparison.jsonl").read_text(encoding="utf-8").splitlines()]
    history = [_point(read_summary(each)) for each in before] + [_point(run.summary)]
    return {
        "summary": run.summary,
        "rows": rows,
        "meanings": MEANINGS,
        "agreeing": AGREEING,
        "causes": _causes(folder),
        "times": times(row["ours"].get("nixray", {}).get("seconds") for row in rows),
        "history": history if len(history) > 1 else [],
    }


def times(seconds: Iterable[float | None]) -> list[tuple[str, int]]:
    """How many attributes took how long; nothing if nothing was measured."""
    counts = dict.fromkeys([*(label for _, label in _STEPS), _LONGER], 0)
    measured = [each for each in seconds if each is not None]
    for each in measured:
        counts[next((label for most, label in _STEPS if each <= most), _LONGER)] += 1
    return list(counts.items()) if measured else []


def read_summary(folder: Path) -> Data:
    """The summary of a run. Raises BadRun."""
    try:
        found: Data = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadRun(f"'{folder}' is no run: {error}") from error
    return found


def _point(summary: Mapping[str, Any]) -> tuple[str, int]:
    return str(summary["started"])[:10], int(summary["differences"])


def _causes(folder: Path) -> Data | None:
    file = folder / "causes.json"
    if not file.exists():
        return None
    found: Data = json.loads(file.read_text(encoding="utf-8"))
    return found


def page(report: Mapping[str, Any]) -> str:
    """The HTML page of a `report` object."""
    return render(
        report["summary"],
        report["rows"],
        report["meanings"],
        report["agreeing"],
        report["causes"],
        report["times"],
        report["history"],
    )


def explain_run(folder: Path, reference: str) -> None:
    """Look for the causes of a run's differences and put them into its folder and page. `reference` is what the
    run was compared with; only a nix-instantiate can be asked for derivations."""
    run = read_run(folder)
    if all(verdict.agrees for verdict, _, _ in run.verdicts):
        return
    program = shutil.which(reference)
    if program is not None and not os.path.basename(program).startswith("nix"):
        program = None
    try:
        with Status() as say:
            found = analyse(run.root, run.verdicts, program, folder / "derivations", say)
    except NixrayError as error:
        click.echo(f"warning: the causes could not be found: {error}", err=True)
        return
    (folder / "causes.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "report.html").write_text(page(collect(folder)), encoding="utf-8")
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    click.echo("\n" + causes_text(found, colour=colour), nl=False)


def _terminal(report: Mapping[str, Any]) -> str:
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    text = summary_table(report["summary"], report["meanings"], report["agreeing"], colour=colour) + "\n"
    return text + (f"\n{causes_text(report['causes'], colour=colour)}" if report["causes"] is not None else "")


def _json(report: Mapping[str, Any]) -> str:
    return json.dumps(report, indent=1, ensure_ascii=False) + "\n"


FORMATS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "text": _terminal,
    "html": page,
    "markdown": markdown,
    "junit": junit,
    "sarif": sarif,
    "json": _json,
}

SUFFIXES = {".html": "html", ".md": "markdown", ".xml": "junit", ".sarif": "sarif", ".json": "json"}
"""What a file's name says of its format."""


def report(arguments: list[str]) -> int:
    """Run `nixray report`: 0 written, 2 usage, 3 the folder is no run."""
    return run_command(_report, arguments, failure=HARNESS)


@click.command(
    "report",
    epilog="""\b
Examples:
  nixray report run                                    a summary
  nixray report run --out report.html --before monday --before tuesday
  nixray report run --format junit --out junit.xml

\b
Exit status: 0 written, 2 wrong usage, 3 the folder is no run.""",
)
@click.argument("run", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    help="[default: what the name of --out ends with (.html, .md, .xml, .sarif, .json), else text]",
)
@click.option("--before", type=click.Path(path_type=Path), multiple=True, metavar="RUN", help="An earlier run.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write here, not to standard output.")
def _report(run: Path, form: str | None, before: tuple[Path, ...], out: Path | None) -> int:
    """Show a run, the --out folder of `nixray regress`, with the causes that `nixray causes` found."""
    if form is None:
        form = SUFFIXES.get(out.suffix, "text") if out is not None else "text"
    text = FORMATS[form](collect(run, before))
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")
    return 0
