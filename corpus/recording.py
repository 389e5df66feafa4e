"""Recording what reference versions of Nix say of the embedded package set.

`python -m corpus.recording NIX_INSTANTIATE...` writes `packages/answers/nix-VERSION.jsonl` for each; the
attributes are those that the reference itself finds. `make accept` runs it.
"""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

from eval_jobs.reference.command import CommandReference
from eval_jobs.results import Record
from eval_jobs.root import Root

PACKAGES = Path(__file__).parent / "packages"
ANSWERS = PACKAGES / "answers"


def answers_file(version: str) -> Path:
    """Where the answers of one version of Nix are kept."""
    return ANSWERS / f"nix-{version}.jsonl"


def record(program: str) -> Path:
    """Ask one `nix-instantiate` about every attribute and write its answers; returns the file."""
    reference = CommandReference(program, Root(file=PACKAGES))
    paths = reference.discover()
    by_path = {answer.path: reference.explain(answer) for answer in reference.answers(paths)}
    file = answers_file(reference.name.split()[-1])
    file.write_text("".join(_movable(by_path[path]).line() + "\n" for path in paths), encoding="utf-8")
    return file


def _movable(answer: Record) -> Record:
    """Without the place where the package set happened to lie when it was recorded."""
    if answer.error is None:
        return answer
    return dataclasses.replace(answer, error=answer.error.replace(str(PACKAGES), "packages"))


if __name__ == "__main__":
    for nix_instantiate in sys.argv[1:]:
        print(f"recorded {record(nix_instantiate)}")
