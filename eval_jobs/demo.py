"""`nixray demo`: the whole main job on the embedded package set, in a few seconds and without Nix.

Every attribute is evaluated once and compared with the recorded answers of two versions of reference
Nix. They do not agree on everything, so there are true differences to look at.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import click

from corpus.recording import PACKAGES, answers_file
from eval_jobs.endings import HARNESS, INTERRUPTED, run_command, termination_as_interrupt
from eval_jobs.evaluation import SessionLooker
from eval_jobs.ours import Ours
from eval_jobs.pool import Limits, Pool
from eval_jobs.presenting import present
from eval_jobs.reference.recorded import RecordedReference
from eval_jobs.regression import Folder, Regression, ask, evaluate
from eval_jobs.root import Root

VERSIONS = ("2.34.8", "2.8.0")
TO_DEBUG = "failures.missingAttribute"


def demo(arguments: list[str]) -> int:
    """Run `nixray demo`; 0 when all went as recorded, whatever the versions of Nix disagree on."""
    return run_command(_demo, arguments, failure=HARNESS)


@click.command(
    "demo",
    epilog="""\b
Examples:
  nixray demo
  nixray demo --out /tmp/report""",
)
@click.option("--out", type=click.Path(path_type=Path), default="out/demo", show_default=True, metavar="DIR")
def _demo(out: Path) -> int:
    """Evaluate the embedded package set and compare it with two recorded versions of reference Nix."""
    references = [RecordedReference(answers_file(version)) for version in VERSIONS]
    root = Root(file=PACKAGES)
    paths = references[0].paths()
    regressions = [Regression(root, f"Nix {version} (recorded)") for version in VERSIONS]
    click.echo(f"{len(paths)} attributes of the package set in {_shown(PACKAGES)}\n")
    with termination_as_interrupt():
        for regression, reference, version in zip(regressions, references, VERSIONS, strict=True):
            folder = Folder(out / f"against-{version}")
            try:
                _compare(regressions[0], regression, reference, folder)
            except KeyboardInterrupt:
                present(regression, folder)
                return INTERRUPTED
            present(regression, folder)
            click.echo("")
    click.echo(_next_steps())
    agreed = all(verdict.agrees for verdict, _, _ in regressions[0].verdicts())
    return 0 if agreed else 1


def _compare(first: Regression, regression: Regression, reference: RecordedReference, folder: Folder) -> None:
    """Fill `regression`; our side is evaluated for the first one only."""
    if regression is first:
        ours = Ours(Pool(SessionLooker(first.root), Limits()))
        evaluate([first], ours, reference.paths(), lambda record: folder.keep("ours", record))
        ask(first, reference, reference.paths(), folder.keep)
        return
    regression.ours, regression.seconds = dict(first.ours), dict(first.seconds)
    for record in reference.answers(reference.paths()):
        regression.theirs[record.path] = record
        folder.keep("reference", record)
    for record in regression.ours.values():
        folder.keep("ours", record)
    regression.complete = True


def _next_steps() -> str:
    program = Path(sys.argv[0])
    command = "nixray" if shutil.which("nixray") == str(program) else _shown(program)
    if program.suffix == ".py":
        command = f"python {command}"
    packages = _shown(PACKAGES)
    return f"""What to try now:
  stop at a failing attribute, with live state
    {command} debug {packages} -A {TO_DEBUG}
  compare with a Nix that you have
    {command} regress {packages} --reference nix-instantiate --out out/mine
  the same on your own nixpkgs
    {command} instantiate ~/nixpkgs -A hello
    {command} regress ~/nixpkgs --reference nix-instantiate --out out/nixpkgs"""


def _shown(path: Path) -> str:
    """A path as the reader would type it here."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("../../") else relative
