"""The parser on the files of nixpkgs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from evaluator.errors import ParseError, Source
from evaluator.syntax.ast import Attrs, Node
from evaluator.syntax.parser import parse
from evaluator.syntax.printing import show
from tests.syntax.parsing import on_large_stack
from tests.syntax.sources import HOME

SAMPLE = 300
BATCH = 25


@pytest.fixture(scope="module")
def files(nixpkgs: Path) -> list[Path]:
    """Every so many of the tree's files, the largest ones among them."""
    found = sorted(path for path in nixpkgs.rglob("*.nix") if path.is_file())
    largest = sorted(found, key=lambda path: path.stat().st_size)[-10:]
    return sorted({*found[:: max(1, len(found) // SAMPLE)], *largest})


def tree(path: Path) -> Node | None:
    """The syntax tree of a file; None if it is no Nix expression (nixpkgs has two of those)."""
    source = Source(str(path), str(path), path.read_bytes())
    try:
        root: Node = parse(source, str(path.parent), HOME)
    except ParseError:
        return None
    return root


def reference_trees(program: str, paths: list[Path], state: Path) -> list[bytes | None]:
    """What the reference prints for each file; None where it reports an error."""
    run = subprocess.run(
        [program, "--readonly-mode", "--parse", *paths],
        capture_output=True,
        env={
            "PATH": os.environ.get("PATH", ""),
            "HOME": HOME,
            "NIX_STORE_DIR": "/nix/store",
            "NIX_STATE_DIR": str(state),
            "NIX_LOG_DIR": str(state),
            "NIX_CONF_DIR": str(state),
        },
        check=False,
    )
    if run.returncode == 0:
        return list(run.stdout.removesuffix(b"\n").split(b"\n"))
    if len(paths) == 1:
        return [None]
    middle = len(paths) // 2
    return reference_trees(program, paths[:middle], state) + reference_trees(program, paths[middle:], state)


def test_trees_are_those_of_the_reference(files: list[Path], reference: str, tmp_path: Path) -> None:
    """The sample prints as nix-instantiate --parse prints it."""
    different = []
    compared = 0
    for start in range(0, len(files), BATCH):
        batch = files[start : start + BATCH]
        for path, expected in zip(batch, reference_trees(reference, batch, tmp_path), strict=True):
            if expected is None:
                continue
            compared += 1
            ours = tree(path)
            if ours is None or show(ours).encode("latin-1") != expected:
                different.append(path)
    assert different == []
    assert compared > 0.9 * len(files)


def test_every_file_is_parsed(nixpkgs: Path) -> None:
    """Only the two files that are no Nix expressions are refused."""
    refused = on_large_stack(lambda: [path.name for path in nixpkgs.rglob("*.nix") if tree(path) is None])
    assert sorted(refused) == ["addons.nix", "fix-tpl-path.nix"]


def children(node: object) -> Iterator[object]:
    """What a node or a part of a node holds."""
    for name in ("expr", "function", "args", "path", "default", "parts", "formals", "body", "names",
                 "dynamic", "sources", "attrs", "items", "condition", "then", "otherwise", "env", "operand",
                 "left", "right", "name", "value"):  # fmt: skip
        held = getattr(node, name, None)
        if isinstance(held, dict):
            yield from held.values()
        elif isinstance(held, list):
            yield from held
        elif held is not None and not isinstance(held, str | int | float):
            yield held


def check_spans(node: object, low: int, high: int) -> None:
    """Assert that `node` lies between two offsets, and what it holds in the node. A set that is put
    together from several places (`a.b = 1; a.c = 2;`) only lies in what it is a part of."""
    if isinstance(node, Node):
        assert low <= node.start < node.end <= high
        if node.pos >= 0:
            assert node.start <= node.pos < node.end
        if not isinstance(node, Attrs):
            low, high = node.start, node.end
    for child in children(node):
        check_spans(child, low, high)


def test_spans_are_nested(files: list[Path]) -> None:
    """Every construct lies within the one that it is a part of."""
    for path in files:
        ours = tree(path)
        if ours is not None:
            check_spans(ours, 0, path.stat().st_size)
