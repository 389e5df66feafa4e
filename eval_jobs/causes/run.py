"""A comparison run as `nixray regress --out` left it: its root, and what both sides said."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval_jobs.comparison import Verdict, compare
from eval_jobs.error_kinds import ErrorKind
from eval_jobs.results import Outcome, Record
from eval_jobs.root import Root
from evaluator.errors import NixrayError


class BadRun(NixrayError):
    """A folder that is no run, or a broken one; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Run:
    """`verdicts` in the order of the file; `summary` is the object of that schema."""

    folder: Path
    root: Root
    summary: dict[str, Any]
    verdicts: list[tuple[Verdict, Record, Record]]


def read_run(folder: Path) -> Run:
    """The run in a folder. Raises BadRun."""
    summary = _object(folder / "summary.json")
    root = root_of_words(summary.get("arguments", []))
    verdicts = []
    for number, line in enumerate(_text(folder / "comparison.jsonl").splitlines(), 1):
        try:
            row = json.loads(line)
            ours, theirs = record_from(row["ours"]), record_from(row["reference"])
        except (ValueError, KeyError, TypeError) as error:
            raise BadRun(f"{folder / 'comparison.jsonl'}:{number}: not a comparison") from error
        verdicts.append((compare(ours, theirs), ours, theirs))
    return Run(folder, root, summary, verdicts)


def record_from(row: dict[str, Any]) -> Record:
    """The inverse of `Record.to_json`."""
    more = row.get("nixray", {})
    outcome = Outcome(more.get("outcome", "derivation" if "drvPath" in row else "failed"))
    kind = more.get("kind")
    return Record(
        tuple(row["attrPath"]),
        outcome,
        row.get("drvPath"),
        row.get("name"),
        row.get("system"),
        row.get("outputs", {}),
        row.get("error"),
        ErrorKind(kind) if kind else (ErrorKind.OTHER if outcome is Outcome.FAILED else None),
        more.get("seconds"),
    )


def root_of_words(words: list[str]) -> Root:
    """The root that `Root.command_arguments` wrote. Raises BadRun."""
    if not words:
        raise BadRun("the run does not say what its root was")
    queue = list(reversed(words))
    file: Path | None = None
    expression: str | None = None
    more: dict[str, list[Any]] = {"--arg": [], "--option": [], "-I": []}
    try:
        while queue:
            word = queue.pop()
            if word == "-E":
                expression = queue.pop()
            elif word == "-I":
                more[word].append(queue.pop())
            elif word in more:
                more[word].append((queue.pop(), queue.pop()))
            else:
                file = Path(word)
    except IndexError as error:
        raise BadRun(f"the run's root cannot be read: {' '.join(words)}") from error
    return Root(file, expression, Path(os.getcwd()), tuple(more["--arg"]), tuple(more["-I"]), tuple(more["--option"]))


def _object(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(_text(file))
    except ValueError as error:
        raise BadRun(f"'{file}' is not JSON") from error
    if not isinstance(found, dict):
        raise BadRun(f"'{file}' is not a JSON object")
    return found


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        hint = "; is it the --out folder of 'nixray regress'?"
        raise BadRun(f"cannot read '{file}': {error.strerror}{hint}") from error
