"""`nixray runs`: what the ledger keeps."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import click

from eval_jobs.endings import AGREE, DIFFER, HARNESS, run_command
from eval_jobs.history import Change, CostChange, changes, cost_changes
from eval_jobs.ledger.store import Ledger, NoSuchRun, Run, default_file
from eval_jobs.paths import AttrPath, dotted
from eval_jobs.results import Record
from reports.history import changes_table, costs_table, runs_table


def runs(arguments: list[str]) -> int:
    """Run `nixray runs`."""
    return run_command(_runs, arguments, failure=HARNESS)


@click.group(
    "runs",
    epilog="""\b
Examples:
  nixray runs list
  nixray runs show 12 > lines.jsonl
  nixray runs compare 11 12
  nixray runs prune --keep 5""",
)
@click.option("--ledger", type=click.Path(path_type=Path), metavar="FILE", help="The ledger.  [default: yours]")
@click.pass_context
def _runs(context: click.Context, ledger: Path | None) -> None:
    """Look at the runs of 'nixray jobs' and 'nixray regress' that the ledger keeps."""
    context.obj = open_ledger(ledger or default_file())


@_runs.command("list")
@click.pass_obj
def _list(ledger: Ledger) -> int:
    """List all runs, the newest first."""
    click.echo(runs_table(_row(run) for run in ledger.runs()))
    return 0


@_runs.command("show")
@click.argument("run", type=int)
@click.pass_obj
def _show(ledger: Ledger, run: int) -> int:
    """Print the JSON lines of a run, by name."""
    for record in records_of_run(ledger, run):
        click.echo(record.line())
    return 0


@_runs.command("compare")
@click.argument("before", type=int)
@click.argument("after", type=int)
@click.pass_obj
def _compare(ledger: Ledger, before: int, after: int) -> int:
    """Tell what changed from one run to another. Exit status 1 when something newly fails."""
    old, new = (records_of_run(ledger, number) for number in (before, after))
    return tell_changes(changes(old, new), cost_changes(old, new))


@_runs.command("prune")
@click.option("--keep", type=click.IntRange(min=0), default=20, show_default=True, help="How many runs stay.")
@click.pass_obj
def _prune(ledger: Ledger, keep: int) -> int:
    """Forget old runs, and what only they knew."""
    click.echo(f"forgot {ledger.prune(keep)} runs")
    return 0


def tell_changes(found: dict[AttrPath, Change], costs: list[CostChange]) -> int:
    """Print what changed; gives the exit status."""
    counts = Counter(change.value for change in found.values())
    named: dict[str, list[str]] = {}
    for path, change in found.items():
        if change is not Change.UNCHANGED:
            named.setdefault(change.value, []).append(dotted(path))
    click.echo(changes_table(counts, {change.value: change.meaning for change in Change}, named))
    click.echo(costs_table(map(_cost_row, costs)))
    return DIFFER if Change.NEW in found.values() else AGREE


def open_ledger(file: Path | None) -> Ledger:
    """The ledger in a file that is there already; raises NoSuchRun."""
    if file is None or not file.exists():
        raise NoSuchRun("there is no ledger yet; 'nixray jobs' and 'nixray regress' make one")
    return Ledger(file)


def records_of_run(ledger: Ledger, number: int) -> list[Record]:
    """What a run came to; raises NoSuchRun."""
    return list(ledger.records(ledger.run(number).id))


def _row(run: Run) -> dict[str, Any]:
    return {
        "id": run.id,
        "started": run.started,
        "state": run.state,
        "summary": run.summary,
        "root": run.facts["root"],
    }


def _cost_row(found: CostChange) -> dict[str, Any]:
    shift = found.shift
    return {
        "name": found.cost.name,
        "before": found.before,
        "after": found.after,
        "ratio": shift.ratio if shift is not None else None,
        "probability": shift.probability if shift is not None else None,
        "real": shift is not None and shift.real,
        "most": [(dotted(path), was, now) for path, was, now in found.most],
    }
