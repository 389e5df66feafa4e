"""`nixray jobs` and `nixray regress`."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import click

from eval_jobs.comparison import Verdict
from eval_jobs.endings import (
    AGREE,
    DIFFER,
    HARNESS,
    INTERRUPTED,
    run_command,
    termination_as_interrupt,
)
from eval_jobs.evaluation import SessionLooker, settings_of
from eval_jobs.ledger.identity import identity_of
from eval_jobs.ledger.store import Ledger, LedgerFailed
from eval_jobs.options import Common, common, common_options
from eval_jobs.ours import Ours
from eval_jobs.pool import Pool
from eval_jobs.progress import Progress
from eval_jobs.reference.command import CommandReference
from eval_jobs.reference.protocol import Reference
from eval_jobs.reference.recorded import RecordedReference
from eval_jobs.regression import Folder, Regression, paths_to_compare, run
from eval_jobs.results import Outcome
from eval_jobs.wanted import Wanted
from reports.page import render
from reports.terminal import differences, summary_table

MEANINGS = {verdict.value: verdict.meaning for verdict in Verdict}
AGREEING = [verdict.value for verdict in Verdict if verdict.agrees]


def jobs(arguments: list[str]) -> int:
    """Run `nixray jobs`; failed attributes do not change the exit status."""
    return run_command(_jobs, arguments, failure=1, settings=True)


def regress(arguments: list[str]) -> int:
    """Run `nixray regress`: 0 no difference, 1 differences, 2 usage, 3 the harness itself failed."""
    return run_command(_regress, arguments, failure=HARNESS, settings=True)


@click.command(
    "jobs",
    epilog="""\b
Examples:
  nixray jobs ./packages                  all jobs of a set, sets with recurseForDerivations entered
  nixray jobs -E 'import <nixpkgs> {}' --workers 4 > jobs.jsonl
  nixray jobs ./nixpkgs --paths wanted.jsonl --item-timeout 60""",
)
@common_options
@click.option("--meta", is_flag=True, help="Tell each derivation's meta data.")
@click.option("--constituents", is_flag=True, help="Tell the parts of aggregate jobs.")
@click.option("--show-input-drvs", "input_drvs", is_flag=True, help="Tell the derivations each needs.")
@click.option("--check-cache-status", "cache_status", is_flag=True, help="Tell what the store has already.")
@click.option("--apply", metavar="FUNCTION", help="Tell what FUNCTION makes of each derivation (extraValue).")
@click.option("--show-trace", is_flag=True, help="Tell the whole way to each error.")
@click.option("--gc-roots-dir", metavar="DIR", help="Accepted; nothing is written that could be collected.")
def _jobs(
    meta: bool,
    constituents: bool,
    input_drvs: bool,
    cache_status: bool,
    apply: str | None,
    show_trace: bool,
    gc_roots_dir: str | None,
    **options: Any,
) -> int:
    """Evaluate every attribute of ROOT (a file, or a folder with default.nix) and print one JSON line
    for each, in the order of completion. The flags and keys are those of nix-eval-jobs."""
    given = common(**options)
    wanted = dataclasses.replace(
        given.wanted,
        meta=meta,
        constituents=constituents,
        input_drvs=input_drvs,
        cache_status=cache_status,
        apply=apply,
        show_trace=show_trace,
        rendered=True,
    )
    ours = our_side(given, wanted, "jobs")
    progress = Progress("nixray", lambda: ours.known, ours.worker_memory)
    with termination_as_interrupt():
        try:
            for record in ours.records(given.paths):
                sys.stdout.write(record.line() + "\n")
                sys.stdout.flush()
                progress.count(good=record.outcome is Outcome.DERIVATION)
        finally:
            progress.clear()
    return 0


@click.command(
    "regress",
    epilog="""\b
Examples:
  nixray regress ./packages --reference nix-instantiate
  nixray regress ./nixpkgs --reference answers.jsonl --out report
  nixray regress -E 'import ./nixpkgs {}' --paths some.jsonl --reference ~/nix-2.34/bin/nix-instantiate

\b
Exit status: 0 no difference, 1 differences, 2 wrong usage, 3 the comparison could not be made.""",
)
@common_options
@click.option("--reference", required=True, metavar="REF", help="A nix-instantiate, or recorded answers.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Keep records and report here.")
def _regress(reference: str, out: Path | None, **options: Any) -> int:
    """Evaluate attributes of ROOT with nixray and with a reference Nix, and compare the results.

    Without --paths, these are the attributes that were recorded, or else all jobs of ROOT."""
    given = common(**options)
    if given.paths == []:
        raise click.UsageError("the list of --paths is empty, there is nothing to compare")
    adapter = open_reference(reference, given.root, given.limits.workers, given.limits.item_timeout)
    regression = Regression(given.root, adapter.name)
    folder = Folder(out) if out is not None else None
    ours = our_side(given, dataclasses.replace(given.wanted, echo=False), "regress")
    interrupted = False
    with termination_as_interrupt():
        try:
            keep = folder.keep if folder is not None else lambda side, record: None
            run(regression, ours, adapter, paths_to_compare(given.paths, adapter), keep)
        except KeyboardInterrupt:
            interrupted = True
    summary = present(regression, folder)
    if interrupted:
        return INTERRUPTED
    if not summary["total"]:
        click.echo("error: there was nothing to compare", err=True)
        return HARNESS
    return DIFFER if summary["differences"] else AGREE


def our_side(given: Common, wanted: Wanted, command: str) -> Ours:
    """What evaluates, and where it is kept. A ledger that cannot be opened costs only itself; raises
    NoSuchRun when there is nothing to resume."""
    if given.keeping.file is None:
        return Ours(Pool(SessionLooker(given.root, wanted), given.limits))
    identity = identity_of(given.root, wanted, settings_of(given.root))
    log = None
    try:
        ledger = Ledger(given.keeping.file)
        log = ledger.begin(identity, command, resume=given.keeping.resume, reuse=given.keeping.reuse)
    except LedgerFailed as error:
        if given.keeping.resume:
            raise
        click.echo(f"warning: {error}; this run is not kept", err=True)
    return Ours(Pool(SessionLooker(given.root, wanted, identity.trees), given.limits), log)


def open_reference(text: str, root: Any, workers: int, item_timeout: float | None) -> Reference:
    """The adapter for what `--reference` names: a program, or a file that is none."""
    path = Path(text)
    if path.is_file() and not os.access(path, os.X_OK):
        return RecordedReference(path)
    if shutil.which(text) is None and path.suffix in (".jsonl", ".json", ".xz"):
        raise click.UsageError(f"there is no file '{text}'")
    return CommandReference(text, root, workers=workers, item_timeout=item_timeout)


def present(regression: Regression, folder: Folder | None) -> dict[str, Any]:
    """Print the table and write the folder's files; gives the summary."""
    import nixray

    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    rows, summary = regression.rows(), regression.summary(nixray.VERSION)
    click.echo(summary_table(summary, MEANINGS, AGREEING, colour=colour))
    differing = [row for row in rows if row["verdict"] not in AGREEING]
    if differing:
        click.echo("\n" + differences(differing, colour=colour))
    if folder is not None:
        folder.close()
        lines = (json.dumps(row, sort_keys=True, ensure_ascii=False) + "\n" for row in rows)
        folder.write("comparison.jsonl", "".join(lines))
        folder.write("summary.json", json.dumps(summary, indent=2, sort_keys=True) + "\n")
        page = folder.write("report.html", render(summary, rows, MEANINGS, AGREEING))
        click.echo(f"\nreport: {page}")
    return summary
