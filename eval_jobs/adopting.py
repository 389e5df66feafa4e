"""`nixray adopt`: a found bug becomes a minimal case in the corpus, with what the reference says of it.

A case is two files of one name: the program, and the reference's answer as JSON (`["value", text]`, or
`["error", text]`). The test suite evaluates every case with nixray and compares.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click

from eval_jobs.endings import AGREE, DIFFER, HARNESS, run_command
from eval_jobs.reduction.verdicts import Answer, Isolated, Reference, signature
from evaluator.errors import NixrayError

FOLDER = Path(__file__).parent.parent / "corpus" / "bugs"
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


class BadCase(NixrayError):
    """A case that cannot be taken in; the message says why."""


class Case(NamedTuple):
    """A case of the corpus: its program (latin-1) and the reference's answer."""

    name: str
    program: str
    answer: Answer


def cases(folder: Path = FOLDER) -> Iterator[Case]:
    """Every case of a folder, by name."""
    for file in sorted(folder.glob("*.nix")):
        kind, text = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
        yield Case(file.stem, file.read_bytes().decode("latin-1"), (kind, text))


def agrees(ours: Answer, reference: Answer) -> bool:
    """Whether an answer is the reference's: the same value, or an error of the same kind and wording."""
    if ours[0] != reference[0]:
        return False
    if ours[0] == "error":
        return signature(ours) == signature(reference)
    return ours[1].strip('"') == reference[1].strip('"')


def adopt(arguments: list[str]) -> int:
    """Run `nixray adopt`: 0 taken in and nixray agrees by now, 1 taken in, 2 usage, 3 it cannot be taken in."""
    return run_command(_adopt, arguments, failure=HARNESS)


@click.command(
    "adopt",
    epilog="""\b
Examples:
  nixray reduce ./nixpkgs -A hello --reference nix-instantiate --out case.nix
  nixray adopt case.nix --name substring-past-the-end --reference nix-instantiate

\b
Exit status: 0 taken in and nixray agrees with the reference, 1 taken in and it does not yet, 2 wrong usage,
3 it cannot be taken in.""",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", required=True, metavar="NAME", help="States the fact: words joined by hyphens.")
@click.option("--reference", required=True, metavar="NIX", help="The nix-instantiate that knows the answer.")
@click.option("--into", type=click.Path(path_type=Path), default=FOLDER, metavar="DIR", help="The folder of cases.")
def _adopt(file: Path, name: str, reference: str, into: Path) -> int:
    """Take FILE, a program on which nixray and the reference differ, into the corpus of bugs."""
    if not _NAME.match(name):
        raise click.UsageError("a name is lower-case words joined by hyphens")
    target = into / f"{name}.nix"
    if target.exists():
        raise BadCase(f"there is a case '{name}' already")
    program = file.read_bytes().decode("latin-1")
    answer = Reference(reference)(program)
    if answer[0] == "none":
        raise BadCase(f"the reference has no answer: {answer[1]}")
    into.mkdir(parents=True, exist_ok=True)
    target.with_suffix(".json").write_text(json.dumps(answer, ensure_ascii=False) + "\n", encoding="utf-8")
    target.write_bytes(file.read_bytes())
    ours = Isolated()(program)
    good = agrees(ours, answer)
    click.echo(f"{target}: {'nixray agrees by now' if good else f'nixray says {ours[1]}'}, reference {answer[1]}")
    return AGREE if good else DIFFER
