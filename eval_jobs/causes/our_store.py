"""The derivations that nixray makes for attributes, written to a folder by processes of their own.

A process takes a batch of attributes and ends, so memory stays bounded whatever the number; the answer
for an attribute is a line of JSON. `python -m eval_jobs.causes.our_store` is that process.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from eval_jobs.causes.graph import FolderGraph, write_folder
from eval_jobs.paths import AttrPath
from eval_jobs.root import Root
from eval_jobs.texts import byte_text, unicode_text
from evaluator.errors import EvalError, NixrayError, Unsupported
from evaluator.evaluation import Evaluation, Settings

_BATCH = 400


@dataclass(frozen=True, slots=True)
class Answer:
    """What evaluating an attribute came to: `drv_path`, or the error's `message` and the place where it
    was raised (file, line, column; the file is empty where nothing is known)."""

    path: AttrPath
    drv_path: str | None = None
    message: str = ""
    place: tuple[str, int, int] = ("", 0, 0)


class OurStore:
    """A folder of derivations made by nixray for attributes below a root."""

    def __init__(self, root: Root, folder: Path, *, workers: int = 2) -> None:
        self._root = root
        self._workers = workers
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.graph = FolderGraph(folder, session_for(root).settings.store_dir)

    def instantiate(
        self, paths: Sequence[AttrPath], done: Callable[[int], None] = lambda count: None
    ) -> dict[AttrPath, Answer]:
        """Answers for attributes; `done` hears how many there are so far. Raises NixrayError if a process ends before
        its time."""
        size = max(1, min(_BATCH, -(-len(paths) // self._workers)))
        batches = [paths[start : start + size] for start in range(0, len(paths), size)]
        with ThreadPoolExecutor(self._workers) as pool:
            found: dict[AttrPath, Answer] = {}
            for answers in pool.map(self._batch, batches):
                found |= {answer.path: answer for answer in answers}
                done(len(found))
            return found

    def _batch(self, paths: Sequence[AttrPath]) -> list[Answer]:
        request = {"root": root_data(self._root), "folder": str(self.folder), "paths": paths}
        done = subprocess.run(
            [sys.executable, "-m", __name__],
            input=json.dumps(request),
            capture_output=True,
            text=True,
            check=False,
        )
        answers = [_answer(json.loads(line)) for line in done.stdout.splitlines()]
        if done.returncode != 0:
            said = done.stderr.strip().rpartition("\n")[2]
            raise NixrayError(f"instantiating ended with status {done.returncode}: {said}")
        return answers


def _answer(row: dict[str, Any]) -> Answer:
    file, line, column = row["place"]
    return Answer(tuple(row["path"]), row["drvPath"], row["message"], (file, line, column))


def session_for(root: Root) -> Evaluation:
    """A session with a root's search path and options."""
    return Evaluation(
        Settings.from_environment(
            search_path=[byte_text(entry) for entry in root.search_path],
            options={byte_text(name): byte_text(value) for name, value in root.options},
        )
    )


def root_value(session: Evaluation, root: Root) -> tuple[Any, dict[str, Any]]:
    """The value of a root before any function call, and the arguments for functions on the way."""
    base = byte_text(str(root.base_dir))
    arguments = {byte_text(name): session.eval_expr(text, base_dir=base) for name, text in root.arguments}
    if root.file is not None:
        return session.eval_file(byte_text(str(root.file))), arguments
    return session.eval_expr(str(root.expression), base_dir=base), arguments


def root_data(root: Root) -> dict[str, Any]:
    """A root as plain data; `root_from` reads it."""
    return asdict(root) | {"file": str(root.file) if root.file else None, "base_dir": str(root.base_dir)}


def root_from(data: dict[str, Any]) -> Root:
    """The inverse of `root_data`."""
    return Root(
        file=Path(data["file"]) if data["file"] else None,
        expression=data["expression"],
        base_dir=Path(data["base_dir"]),
        arguments=tuple((name, value) for name, value in data["arguments"]),
        search_path=tuple(data["search_path"]),
        options=tuple((name, value) for name, value in data["options"]),
    )


def place_of(error: EvalError) -> tuple[str, int, int]:
    """Where an error was raised: its own place, or that of the innermost step that has one."""
    spans = [error.span, *(step.span for step in error.trace)]
    span = next((each for each in spans if each is not None), None)
    if span is None:
        return ("", 0, 0)
    line, column = span.source.line_column(span.start)
    return (unicode_text(span.source.shown), line, column)


def main() -> None:
    """Answer one request from standard input, a line for each attribute."""
    request = json.load(sys.stdin)
    root = root_from(request["root"])
    session = session_for(root)
    session.use_cache()

    def work() -> None:
        value, arguments = root_value(session, root)
        for path in request["paths"]:
            row: dict[str, Any] = {"path": path, "drvPath": None, "message": "", "place": ["", 0, 0]}
            try:
                found = session.select_path(value, [byte_text(part) for part in path], arguments)
                row["drvPath"] = unicode_text(session.drv_path(found))
            except EvalError as error:
                row |= {"message": unicode_text(error.message), "place": place_of(error)}
            except Unsupported as error:
                row["message"] = unicode_text(str(error))
            sys.stdout.write(json.dumps(row) + "\n")
        write_folder(Path(request["folder"]), session.registry.made())

    session.run(work)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
