"""`nixray select`: the few attributes that stand for a whole set.

One run notes of each attribute what it is the first to exercise (exercise.py). Those that were first in nothing are
left out. The others are evaluated again in the opposite order: who comes late and has nothing to add is not needed.
That is repeated as long as it helps.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import click

from eval_jobs.endings import HARNESS, run_command, termination_as_interrupt
from eval_jobs.exercise import SHOWN, ExercisingLooker
from eval_jobs.options import Common, common, common_options
from eval_jobs.paths import AttrPath, dotted, parse_dotted
from eval_jobs.pool import Pool
from eval_jobs.progress import Progress
from eval_jobs.results import Outcome, Record
from evaluator.errors import NixrayError

ROUNDS = 5
"""How often the candidates are evaluated again, at most: the first round leaves out a fifth, later ones little."""

LOST_SHOWN = 5
"""How many attributes are named of whose process nothing was heard."""

Run = Callable[[list[AttrPath] | None, str], Iterable[Record]]
"""Evaluates attributes (None: all there are) under a title; each record tells what nobody before it in its process
exercised."""


@dataclass(slots=True)
class Selection:
    """What was chosen: each attribute with how many features it adds to those before it; `features` are all there
    are, `lost` the attributes whose process died or took too long, of which nothing is known."""

    chosen: dict[AttrPath, int] = field(default_factory=dict)
    features: set[str] = field(default_factory=set)
    evaluated: int = 0
    lost: list[Record] = field(default_factory=list)

    def counts(self) -> Counter[str]:
        """How many features of each sort there are."""
        return Counter(feature.partition(" ")[0] for feature in self.features)


def selected(run: Run, paths: list[AttrPath] | None, needed: Sequence[AttrPath] = ()) -> Selection:
    """The smallest set found that exercises everything `paths` do, with those that are `needed` anyway."""
    found = _first_in_something(run(paths, "exercising"))
    every = found.features
    for number in range(ROUNDS):
        # What is needed anyway comes first, so that nobody else is taken for what it shows.
        order = [*needed, *(path for path in reversed(found.chosen) if path not in needed)]
        again = _first_in_something(run(order, "leaving out"))
        again.chosen = {path: again.chosen.get(path, 0) for path in order if path in again.chosen or path in needed}
        # A process that died has taken with it what it had shown.
        if not again.features >= every:
            break
        if len(again.chosen) >= len(found.chosen) and not (needed and number == 0):
            break
        found = replace(again, evaluated=found.evaluated, lost=found.lost)
    if needed and not found.chosen.keys() >= set(needed):
        found.chosen = {**dict.fromkeys(needed, 0), **found.chosen}
    return found


def _first_in_something(records: Iterable[Record]) -> Selection:
    found = Selection()
    for record in records:
        found.evaluated += 1
        if record.outcome in (Outcome.CRASH, Outcome.TIMEOUT):
            found.lost.append(record)
            continue
        new = set(record.details[SHOWN]) - found.features
        if new:
            found.features |= new
            found.chosen[record.path] = len(new)
    return found


def select(arguments: list[str]) -> int:
    """Run `nixray select`: 0 written, 2 usage, 3 there is nothing to select from."""
    return run_command(_select, arguments, failure=HARNESS, settings=True)


@click.command(
    "select",
    epilog="""\b
Examples:
  nixray select ./packages > smoke.jsonl
  nixray select ./packages --causes run > smoke.jsonl
  nixray regress ./packages --paths smoke.jsonl --reference nix-instantiate""",
)
@common_options
@click.option("--causes", type=click.Path(path_type=Path), multiple=True, metavar="RUN", help="Keep what it showed.")
def _select(causes: tuple[Path, ...], **options: Any) -> int:
    """Evaluate every attribute of ROOT (or those in --paths) and print the smallest set found that exercises the
    same: pairs of instructions, builtins with sorts of arguments, branches of the program, kinds of errors. It
    comes as JSON lines that --paths takes; `adds` tells how much each adds to those before it."""
    given = common(**options)
    if given.engine is not None:
        raise click.UsageError("attributes are selected on this machine: leave --engine out")
    needed = _shown(causes)
    with termination_as_interrupt():
        found = selected(_runner(given), given.paths, needed)
    if not found.evaluated:
        raise NixrayError("there are no attributes to select from")
    for record in found.lost[:LOST_SHOWN]:
        click.echo(f"warning: {record.attr}: {record.error}; what it exercises is not known", err=True)
    if len(found.lost) > LOST_SHOWN:
        click.echo(f"warning: {len(found.lost) - LOST_SHOWN} more attributes ended like that", err=True)
    for path, adds in found.chosen.items():
        row = {"attr": dotted(path), "attrPath": list(path), "adds": adds}
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    click.echo(summary(found), err=True)
    return 0


def summary(found: Selection) -> str:
    """What was selected in one sentence."""
    counts = found.counts()
    parts = [
        f"{counts['instructions']} pairs of instructions",
        f"{counts['builtin']} ways to call builtins",
        f"{counts['branch']} branches",
        f"{counts['error']} kinds of errors",
    ]
    these = f"{len(found.chosen)} of {found.evaluated} attributes"
    return f"{these} exercise all that is beyond the root: {', '.join(parts)}"


def _runner(given: Common) -> Run:
    """Runs in processes of their own: the first with all workers, those in an order with one."""

    def run(paths: list[AttrPath] | None, title: str) -> Iterable[Record]:
        looker = ExercisingLooker(given.root, replace(given.wanted, echo=False))
        limits = given.limits if paths is given.paths else replace(given.limits, workers=1)
        pool = Pool(looker, limits)
        progress = Progress(title, lambda: pool.known, pool.worker_memory)
        try:
            for record in pool.results(paths):
                progress.count(good=record.outcome is Outcome.DERIVATION)
                yield record
        finally:
            progress.clear()

    return run


def _shown(runs: Sequence[Path]) -> list[AttrPath]:
    """One attribute for each cause that earlier runs had."""
    found: dict[AttrPath, None] = {}
    for run in runs:
        try:
            report = json.loads((run / "causes.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise NixrayError(f"'{run}' has no causes; 'nixray causes' finds them: {error}") from error
        for row in [*report["causes"], *report["failures"]]:
            found[parse_dotted(row["some"][0])] = None
    return list(found)
