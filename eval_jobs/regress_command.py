"""`nixray regress`."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from eval_jobs.comparison import Level, compare
from eval_jobs.endings import (
    AGREE,
    DIFFER,
    HARNESS,
    INTERRUPTED,
    run_command,
    termination_as_interrupt,
)
from eval_jobs.gate.known import KnownDifference, read_known
from eval_jobs.gate.matrix import agreement
from eval_jobs.gate.matrix import rows as matrix_rows
from eval_jobs.history import Change, cost_changes, verdict_changes
from eval_jobs.options import Common, common, common_options
from eval_jobs.ours import Ours, our_side
from eval_jobs.presenting import present
from eval_jobs.reference.opening import HELP, open_reference
from eval_jobs.reference.protocol import Reference
from eval_jobs.reference.recorded import RecordedReference
from eval_jobs.regression import Folder, Regression, ask, evaluate, paths_to_compare
from eval_jobs.reporting import explain_run
from eval_jobs.results import Record
from eval_jobs.root import nix_string
from eval_jobs.runs_command import open_ledger, records_of_run, tell_changes
from eval_jobs.texts import byte_text, unicode_text
from evaluator.flakes.references import installable
from evaluator.store.flake_references import show
from reports.terminal import matrix_table


def regress(arguments: list[str]) -> int:
    """Run `nixray regress`: 0 no difference, 1 differences, 2 usage, 3 the harness itself failed."""
    return run_command(_regress, arguments, failure=HARNESS, settings=True)


@click.command(
    "regress",
    epilog="""\b
Examples:
  nixray regress ./packages --reference nix-instantiate
  nixray regress ./nixpkgs --reference answers.jsonl --out report
  nixray regress ./nixpkgs --reference nix-2.34/bin/nix --reference nix-2.8/bin/nix-instantiate
  nixray regress --flake .#packages.x86_64-linux --reference nix-instantiate
  nixray regress ./packages --reference 'command:tvix-eval --raw -E {drvPath}' --level drv
  nixray regress ./nixpkgs --reference nix-instantiate --known known-differences.toml --against 12

\b
Exit status: 0 no difference (with --against: nothing newly wrong), 1 differences, 2 wrong usage,
3 the comparison could not be made.""",
)
@common_options
@click.option("--reference", "references", required=True, multiple=True, metavar="REF", help=HELP)
@click.option(
    "--level",
    type=click.Choice([level.value for level in Level]),
    default=Level.ERROR_KIND.value,
    show_default=True,
    help="How much has to be the same; each level takes in those before it.",
)
@click.option("--known", type=click.Path(path_type=Path), metavar="FILE", help="Known differences (TOML).")
@click.option("--expect-count", type=click.IntRange(min=1), metavar="N", help="How many have to be compared.")
@click.option("--against", metavar="RUN", help="An earlier run's number, or its --out folder: tell what is new.")
@click.option("--flake", metavar="REF#ATTR", help="The root is an output of a flake, as getFlake gives it.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Keep records and report here.")
@click.option("--causes/--no-causes", default=True, help="With --out: look for what differences come from.")
def _regress(
    references: tuple[str, ...],
    level: str,
    known: Path | None,
    expect_count: int | None,
    against: str | None,
    flake: str | None,
    out: Path | None,
    causes: bool,
    **options: Any,
) -> int:
    """Evaluate attributes of ROOT with nixray and with one or more references, and compare the results.

    Without --paths, these are the attributes that were recorded, or else all jobs of ROOT."""
    given = common(**(options if flake is None else of_flake(flake, options)))
    if given.paths == []:
        raise click.UsageError("the list of --paths is empty, there is nothing to compare")
    gate = Gate(given, Level(level), read_known(known) if known is not None else [], out)
    gate.explain = causes
    earlier = earlier_records(against, given) if against is not None else None
    status = gate.run(references)
    if status != INTERRUPTED and gate.count() != (expect_count or gate.count()):
        click.echo(f"error: {gate.count()} attributes were compared, and not {expect_count}", err=True)
        return HARNESS
    if status in (AGREE, DIFFER) and earlier is not None:
        return gate.tell_against(earlier)
    return status


def of_flake(flake: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """The options for an output of a flake: an expression, which every reference can be asked. Raises
    click.UsageError."""
    if options["root"] is not None or options["expr"] is not None:
        raise click.UsageError("give a ROOT file, an expression with -E, or a --flake, and only one of them")
    meant = installable(byte_text(flake), byte_text(os.getcwd()))
    if not meant.fragment:
        raise click.UsageError(f"name the output of the flake: '{flake}#ATTR'")
    reference = unicode_text(show(meant.flake))
    text = f"(builtins.getFlake {nix_string(reference)}).{unicode_text(meant.fragment).removeprefix('.')}"
    features = ("extra-experimental-features", "nix-command flakes")
    return {**options, "expr": text, "options": (*options["options"], features)}


class Gate:
    """One run of the command: our side once, then every reference over the same attributes."""

    def __init__(self, given: Common, level: Level, known: Sequence[KnownDifference], out: Path | None) -> None:
        self._given = given
        self._level = level
        self._known = known
        self._out = out
        self._regressions: list[Regression] = []
        self.explain = False
        """Whether to look for what the differences of a run that is kept come from."""

    def run(self, references: Sequence[str]) -> int:
        """Evaluate, ask and present; gives the exit status."""
        limits, root = self._given.limits, self._given.root
        with_meta = self._level is Level.META
        adapters = [
            open_reference(text, root, workers=limits.workers, item_timeout=limits.item_timeout, meta=with_meta)
            for text in references
        ]
        for adapter in adapters:
            self._regressions.append(Regression(root, adapter.name, self._level, self._known))
        folders = self._folders()
        ours = our_side(self._given, dataclasses.replace(self._given.wanted, echo=False, meta=with_meta), "regress")
        interrupted = False
        with termination_as_interrupt():
            try:
                self._fill(ours, adapters, folders)
            except KeyboardInterrupt:
                interrupted = True
        statuses = [
            self._present(regression, folder) for regression, folder in zip(self._regressions, folders, strict=True)
        ]
        if self.explain and not interrupted:
            for text, folder in zip(references, folders, strict=True):
                if folder is not None:
                    explain_run(folder.path, text)
        if len(adapters) > 1:
            self._present_matrix()
        return INTERRUPTED if interrupted else max(statuses)

    def _folders(self) -> list[Folder | None]:
        """One folder for each reference; the only one is DIR itself."""
        if self._out is None:
            return [None for _ in self._regressions]
        if len(self._regressions) == 1:
            return [Folder(self._out)]
        return [Folder(self._out / f"reference-{number}") for number in range(1, len(self._regressions) + 1)]

    def _fill(self, ours: Ours, adapters: Sequence[Reference], folders: Sequence[Folder | None]) -> None:
        recorded = next((each for each in adapters if isinstance(each, RecordedReference)), adapters[0])
        paths = paths_to_compare(self._given.paths, recorded)

        def keep(record: Record) -> None:
            for folder in folders:
                if folder is not None:
                    folder.keep("ours", record)

        evaluate(self._regressions, ours, paths, keep)
        for regression, adapter, folder in zip(self._regressions, adapters, folders, strict=True):
            ask(regression, adapter, paths or list(regression.ours), folder.keep if folder is not None else None)

    def _present(self, regression: Regression, folder: Folder | None) -> int:
        summary = present(regression, folder)
        judgement = regression.judgement(date.today())
        for entry in judgement.passing:
            click.echo(f"unexpected pass: '{entry.attribute}' is known as {entry.verdict.value}, but is not any more")
        for entry in judgement.expired:
            click.echo(f"expired: '{entry.attribute}' was known as {entry.verdict.value} until {entry.expires}")
        if not summary["total"]:
            click.echo("error: there was nothing to compare", err=True)
            return HARNESS
        return DIFFER if summary["differences"] or judgement.passing else AGREE

    def _present_matrix(self) -> None:
        columns = [("nixray", self._regressions[0].ours)]
        columns += [(regression.reference, regression.theirs) for regression in self._regressions]
        click.echo("\n" + matrix_table([name for name, _ in columns], agreement(columns, self._level)))
        if self._out is not None:
            file = self._out / "matrix.jsonl"
            with file.open("w", encoding="utf-8") as lines:
                for row in matrix_rows(columns, self._level):
                    lines.write(json.dumps(row, sort_keys=True, ensure_ascii=False) + "\n")
            click.echo(f"matrix: {file}")

    def count(self) -> int:
        """How many attributes were compared with the first reference."""
        first = self._regressions[0]
        return len(first.ours.keys() & first.theirs.keys())

    def tell_against(self, earlier: list[Record]) -> int:
        """Print what changed since an earlier run, held against the same references; gives the status."""
        status = AGREE
        for regression in self._regressions:
            before = {
                record.path: compare(record, regression.theirs[record.path], self._level)
                for record in earlier
                if record.path in regression.theirs
            }
            now = {ours.path: verdict for verdict, ours, _ in regression.verdicts()}
            gone = {record.path: Change.REMOVED for record in earlier if record.path not in now}
            click.echo(f"\nsince the earlier run, against {regression.reference}:")
            costs = cost_changes(earlier, regression.ours.values())
            status = max(status, tell_changes(verdict_changes(before, now) | gone, costs))
        return status


def earlier_records(run: str, given: Common) -> list[Record]:
    """Our records of an earlier run: by its number in the ledger, or by its `--out` folder."""
    folder = Path(run)
    if (folder / "ours.jsonl").is_file():
        return list(RecordedReference(folder / "ours.jsonl").records.values())
    if not run.isdigit():
        raise click.UsageError(f"'{run}' is neither the number of a run nor the --out folder of one")
    return records_of_run(open_ledger(given.keeping.file), int(run))
