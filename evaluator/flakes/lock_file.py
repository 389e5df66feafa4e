"""`flake.lock`: a graph of inputs, each with the content that it is locked to; read and written byte for
byte as the reference does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from evaluator.errors import EvalError, Kind
from evaluator.store.flake_references import Attributes

InputPath = tuple[str, ...]
"""Names of inputs, from the root down."""

_VERSIONS = (5, 6, 7)


class Node:
    """A flake or other tree in the graph. `inputs` maps names to nodes, or to the path of the input that they
    follow. The root has neither `locked` nor `original`. `parent` is the path of the flake that a relative
    path starts from."""

    def __init__(
        self,
        locked: Attributes | None = None,
        original: Attributes | None = None,
        is_flake: bool = True,
        parent: InputPath | None = None,
    ) -> None:
        self.locked = locked
        self.original = original
        self.is_flake = is_flake
        self.parent = parent
        self.inputs: dict[str, Node | InputPath] = {}

    def find(self, path: InputPath, root: Node, depth: int = 0) -> Node | None:
        """The node at the end of a path, through whatever is followed on the way; None if there is none."""
        if depth > 100:
            raise EvalError(Kind.VALUE, f"follow cycle detected in input '{'/'.join(path)}'")
        node: Node = self
        for name in path:
            edge = node.inputs.get(name)
            if isinstance(edge, tuple):
                edge = root.find(edge, root, depth + 1)
            if edge is None:
                return None
            node = edge
        return node


def keyed(root: Node) -> dict[str, Node]:
    """All nodes by the names that they have in a lock file, in the order of naming. A name that is taken gets a
    number."""
    names: dict[str, Node] = {}
    known: dict[int, str] = {}

    def visit(key: str, node: Node) -> None:
        if id(node) in known:
            return
        name, number = key, 2
        while name in names:
            name, number = f"{key}_{number}", number + 1
        names[name] = node
        known[id(node)] = name
        for input_name in sorted(node.inputs):
            edge = node.inputs[input_name]
            if isinstance(edge, Node):
                visit(input_name, edge)

    visit("root", root)
    return names


def to_json(root: Node) -> dict[str, Any]:
    """The object that a lock file holds."""
    names = keyed(root)
    keys = {id(node): name for name, node in names.items()}
    nodes: dict[str, Any] = {}
    for name, node in names.items():
        row: dict[str, Any] = {}
        if node.inputs:
            row["inputs"] = {
                input_name: list(edge) if isinstance(edge, tuple) else keys[id(edge)]
                for input_name, edge in node.inputs.items()
            }
        if node.original is not None:
            row["original"] = node.original
            row["locked"] = node.locked
            if not node.is_flake:
                row["flake"] = False
            if node.parent is not None:
                row["parent"] = list(node.parent)
        nodes[name] = row
    return {"nodes": nodes, "root": keys[id(root)], "version": 7}


def text(root: Node) -> str:
    """The text of a lock file (latin-1)."""
    return json.dumps(to_json(root), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def parse(data: str, where: str) -> Node:
    """The graph that a lock file (latin-1) describes. Raises EvalError for what is no lock file."""
    try:
        found = json.loads(data)
        version = found["version"]
        if version not in _VERSIONS:
            raise EvalError(Kind.VALUE, f"lock file '{where}' has unsupported version {version}")
        rows: dict[str, dict[str, Any]] = found["nodes"]
        nodes = {name: _node(row) for name, row in rows.items()}
        for name, row in rows.items():
            for input_name, edge in row.get("inputs", {}).items():
                nodes[name].inputs[input_name] = tuple(edge) if isinstance(edge, list) else nodes[edge]
        root = nodes[found["root"]]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        reason = f"{type(error).__name__.lower()} {error}" if isinstance(error, KeyError) else str(error)
        raise EvalError(Kind.VALUE, f"'{where}' is no lock file: {reason}") from None
    return root


def _node(row: dict[str, Any]) -> Node:
    if "locked" not in row:
        return Node()
    parent = row.get("parent")
    node = Node(
        {**row["locked"], **row.get("info", {})},
        dict(row["original"]),
        row.get("flake", True) is not False,
        tuple(parent) if parent is not None else None,
    )
    if node.locked is not None and "type" not in node.locked:
        raise ValueError("a locked input has no type")
    return node


def all_inputs(root: Node) -> Iterator[tuple[InputPath, Node | InputPath]]:
    """Every input with its path, in order; each node once."""
    seen: set[int] = set()

    def visit(prefix: InputPath, node: Node) -> Iterator[tuple[InputPath, Node | InputPath]]:
        if id(node) in seen:
            return
        seen.add(id(node))
        for name in sorted(node.inputs):
            edge = node.inputs[name]
            yield (*prefix, name), edge
            if isinstance(edge, Node):
                yield from visit((*prefix, name), edge)

    return visit((), root)
