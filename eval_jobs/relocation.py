"""A root whose source trees lie somewhere else: each below a folder, at its own absolute path in it."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from eval_jobs.results import Record
from eval_jobs.root import Root


def moved(path: Path, folder: Path) -> Path:
    """Where an absolute path lies below the folder."""
    return folder / path.relative_to("/")


def relocated(root: Root, trees: Iterable[Path], folder: Path) -> Root:
    """The same root with its trees below the folder. Absolute paths in expressions are changed where they
    are written out; relative ones start from the moved place."""

    def text(expression: str) -> str:
        for tree in trees:
            expression = expression.replace(str(tree), str(moved(tree, folder)))
        return expression

    base = moved(root.base_dir, folder)
    base.mkdir(parents=True, exist_ok=True)
    return dataclasses.replace(
        root,
        file=moved(root.file, folder) if root.file is not None else None,
        expression=text(root.expression) if root.expression is not None else None,
        base_dir=base,
        arguments=tuple((name, text(value)) for name, value in root.arguments),
        search_path=tuple(text(entry) for entry in root.search_path),
    )


def brought_back(record: Record, folder: Path) -> Record:
    """A record of a relocated root, told as if its trees were where they were."""
    prefix = str(folder)

    def text(value: str | None) -> str | None:
        return value.replace(prefix, "") if value is not None else None

    return dataclasses.replace(
        record,
        error=text(record.error),
        rendering=text(record.rendering),
        details=json.loads(json.dumps(record.details).replace(json.dumps(prefix)[1:-1], "")),
    )


def copy_trees(trees: Iterable[Path], folder: Path) -> None:
    """Copy trees below the folder, by hard links where the disk allows."""
    for tree in trees:
        target = moved(tree, folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(os.path.realpath(tree), target, symlinks=True, copy_function=_link)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)
