"""`nixray jobs`."""

from __future__ import annotations

import dataclasses
import sys
from typing import Any

import click

from eval_jobs.aggregates import Aggregates
from eval_jobs.endings import AGREE, DIFFER, run_command, termination_as_interrupt
from eval_jobs.evaluation import builds_for, has_store
from eval_jobs.options import common, common_options
from eval_jobs.ours import our_side
from eval_jobs.paths import dotted
from eval_jobs.progress import Progress
from eval_jobs.proving import Proof
from eval_jobs.results import Outcome, Record


def jobs(arguments: list[str]) -> int:
    """Run `nixray jobs`; failed attributes do not change the exit status."""
    return run_command(_jobs, arguments, failure=1, settings=True)


@click.command(
    "jobs",
    epilog="""\b
Examples:
  nixray jobs ./packages                  all jobs of a set, sets with recurseForDerivations entered
  nixray jobs -E 'import <nixpkgs> {}' --workers 4 > jobs.jsonl
  nixray jobs --flake .#checks.x86_64-linux
  nixray jobs ./nixpkgs --paths wanted.jsonl --item-timeout 60""",
)
@common_options
@click.option("--meta", is_flag=True, help="Tell each derivation's meta data.")
@click.option("--constituents", is_flag=True, help="Tell the parts of aggregate jobs.")
@click.option("--show-input-drvs", "input_drvs", is_flag=True, help="Tell the derivations each needs.")
@click.option("--check-cache-status", "cache_status", is_flag=True, help="Tell what the store has already.")
@click.option("--apply", metavar="FUNCTION", help="Tell what FUNCTION makes of each derivation (extraValue).")
@click.option("--show-trace", is_flag=True, help="Tell the whole way to each error.")
@click.option("--prove", type=click.IntRange(min=1), metavar="N", help="Evaluate N again, every other way.")
@click.option("--seed", type=int, default=0, show_default=True, help="Which N, and in what order.")
@click.option("--flake", metavar="REF#ATTR", help="The root is an output of a flake.")
@click.option(
    "--override-input", "inputs", nargs=2, multiple=True, metavar="INPUT REF", help="Another input for the flake."
)
@click.option("--reference-lock-file", "lock_file", metavar="FILE", help="Read this in place of its flake.lock.")
@click.option("--gc-roots-dir", metavar="DIR", help="Keep what is written by symlinks here.")
def _jobs(
    meta: bool,
    constituents: bool,
    input_drvs: bool,
    cache_status: bool,
    apply: str | None,
    show_trace: bool,
    prove: int | None,
    seed: int,
    flake: str | None,
    inputs: tuple[tuple[str, str], ...],
    lock_file: str | None,
    gc_roots_dir: str | None,
    **options: Any,
) -> int:
    """Evaluate every attribute of ROOT (a file, or a folder with default.nix) and print one JSON line
    for each, in the order of completion. The flags and keys are those of nix-eval-jobs.

    Derivations are written to the store, if there is one. An attribute that reads what has to be built first
    waits for that build while others go on."""
    given = common(flake=flake, inputs=inputs, lock_file=lock_file, **options)
    wanted = dataclasses.replace(
        given.wanted,
        meta=meta,
        constituents=constituents,
        input_drvs=input_drvs,
        cache_status=cache_status,
        apply=apply,
        show_trace=show_trace,
        rendered=True,
        instantiate=given.instantiate and given.engine is None and has_store(given.root),
        roots=gc_roots_dir,
    )
    builds = builds_for(given.root) if wanted.instantiate else None
    ours = our_side(given, wanted, "jobs", builds)
    progress = Progress("nixray", lambda: ours.known, ours.worker_memory, builds)
    kept: list[Record] = []
    aggregates = Aggregates(given.root, wanted)
    with termination_as_interrupt():
        try:
            for record in aggregates.resolved(ours.records(given.paths)):
                if prove is not None:
                    kept.append(record)
                sys.stdout.write(record.line() + "\n")
                sys.stdout.flush()
                progress.count(good=record.outcome is Outcome.DERIVATION)
        finally:
            progress.clear()
        for warning in aggregates.warnings:
            click.echo(f"warning: {warning}", err=True)
        return 0 if prove is None else prove_again(Proof(given.root, wanted, given.limits, seed), kept, prove, seed)


def prove_again(proof: Proof, records: list[Record], count: int, seed: int) -> int:
    """Evaluate a sample under other circumstances, and say on standard error what came out otherwise."""
    sample = proof.sample(records, count)
    wrong = 0
    for found in proof.disagreements(sample):
        wrong += 1
        click.echo(
            f"disagreement: {dotted(found.path)} with {found.circumstance} (seed {seed})\n"
            f"  first  {found.expected}\n  then   {found.found}",
            err=True,
        )
    click.echo(f"proved: {len(sample)} attributes, {wrong} disagreements (seed {seed})", err=True)
    return DIFFER if wrong else AGREE
