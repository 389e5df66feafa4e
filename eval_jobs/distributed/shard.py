"""One shard: some tasks, looked at in a process of its own on whatever machine it comes to.

A dask worker has threads, and nothing may be forked beside them, so a shard runs in a fresh interpreter
(`python -m eval_jobs.distributed.shard`): what is asked comes by standard input, each look goes out as a
line. A crash there costs one attribute, as everywhere.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval_jobs.distributed.bundle import Bundle, unpack
from eval_jobs.evaluation import SessionLooker
from eval_jobs.ledger.looks import look_of_json, look_to_json
from eval_jobs.looking import Look, Task
from eval_jobs.pool import Limits, Pool
from eval_jobs.relocation import brought_back, relocated
from eval_jobs.results import Record
from eval_jobs.root import Root
from eval_jobs.wanted import Wanted
from evaluator.errors import NixrayError


class ShardFailed(NixrayError):
    """A shard could not begin: the root cannot be evaluated there."""


@dataclass(frozen=True, slots=True)
class Work:
    """What every shard of a run has in common."""

    root: Root
    trees: tuple[Path, ...]
    wanted: Wanted
    item_timeout: float | None
    memory: int


def evaluate_shard(work: Work, bundle: Bundle, tasks: list[Task]) -> list[tuple[Task, Look]]:
    """Runs on a dask worker: a look at each task, in any order; raises ShardFailed."""
    folder = unpack(bundle)
    root = relocated(work.root, work.trees, folder)
    asked = {
        "root": {
            "file": str(root.file) if root.file is not None else None,
            "expression": root.expression,
            "base_dir": str(root.base_dir),
            "arguments": root.arguments,
            "search_path": root.search_path,
            "options": root.options,
        },
        "wanted": work.wanted.to_json(),
        "item_timeout": work.item_timeout,
        "memory": work.memory,
        "tasks": [(task.path, task.explicit) for task in tasks],
    }
    done = subprocess.run(
        [sys.executable, "-m", "eval_jobs.distributed.shard"],
        input=json.dumps(asked).encode(),
        capture_output=True,
        cwd=root.base_dir,
        check=False,
    )
    if done.returncode != 0:
        words = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise ShardFailed(words[-1] if words else f"a shard ended with status {done.returncode}")
    return [_answer(json.loads(line), folder) for line in done.stdout.splitlines()]


def _answer(row: dict[str, Any], folder: Path) -> tuple[Task, Look]:
    path, explicit = row["task"]
    task = Task(tuple(path), explicit)
    look = look_of_json(task, row["look"])
    return task, brought_back(look, folder) if isinstance(look, Record) else look


def main() -> int:
    """The process of one shard."""
    asked = json.loads(sys.stdin.buffer.read())
    fields = asked["root"]
    root = Root(
        file=Path(fields["file"]) if fields["file"] is not None else None,
        expression=fields["expression"],
        base_dir=Path(fields["base_dir"]),
        arguments=tuple(map(tuple, fields["arguments"])),
        search_path=tuple(fields["search_path"]),
        options=tuple(map(tuple, fields["options"])),
    )
    limits = Limits(1, asked["item_timeout"], asked["memory"])
    pool = Pool(SessionLooker(root, Wanted(**asked["wanted"])), limits)
    try:
        for task, look in pool.looks(Task(tuple(path), explicit) for path, explicit in asked["tasks"]):
            row = {"task": (task.path, task.explicit), "look": look_to_json(look)}
            sys.stdout.write(json.dumps(row) + "\n")
    except NixrayError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
