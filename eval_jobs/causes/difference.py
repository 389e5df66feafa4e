"""The difference of two derivations, through everything they are made from.

Both graphs are walked from the top, inputs paired as they are met (`pairing`). A pair whose own content
is the same once every input is written as its partner only *carries* a difference; the others have
changes of their own and are the *roots*. Each pair is looked at once, so each difference is told once.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from eval_jobs.causes.graph import Graph, name_of
from eval_jobs.causes.pairing import output_texts, pair_inputs, pair_sources
from eval_jobs.causes.texts import TextChange, compare_lists, compare_texts
from evaluator.store.derivation import Derivation, Output

Pair = tuple[str, str]

STRUCTURED = "__json"
"""The environment variable that holds structured attributes."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs. `field` is `name`, `platform`, `builder`, `args`, `env`, `output`, `input`
    or `source`; `key` the variable, output, or input it is about ("" where there is only one). `how` is
    `added`, `removed` or `changed`; `text` compares the two where both are there. `structured` says that
    the text holds structured attributes, `file` that it is passed as a file."""

    field: str
    key: str
    how: str
    before: str | None
    after: str | None
    text: TextChange | None = None
    structured: bool = False
    file: bool = False

    def to_json(self) -> dict[str, Any]:
        """Plain data, as the `drv-diff` schema has it."""
        row: dict[str, Any] = {"field": self.field, "key": self.key, "how": self.how}
        row["before"], row["after"] = self.before, self.after
        if self.text is not None:
            row["text"] = self.text.to_json()
        if self.structured:
            row["structured"] = True
        if self.file:
            row["file"] = True
        return row


@dataclass(slots=True)
class Node:
    """A pair of derivations that are not the same: the pair it was first met from, its pairs of
    differing inputs, and its own changes."""

    pair: Pair
    parent: Pair | None
    children: list[Pair] = field(default_factory=list)
    alone: tuple[list[str], list[str]] = ((), ())  # type: ignore[assignment]
    changes: list[Change] = field(default_factory=list)


class Comparison:
    """Differences below any number of tops, shared between them. `graph_a` is the side that counts as
    before, `graph_b` as after."""

    def __init__(self, graph_a: Graph, graph_b: Graph) -> None:
        self.graph_a = graph_a
        self.graph_b = graph_b
        self.nodes: dict[Pair, Node] = {}
        self._same_path: dict[str, str] = {}
        """What `b` calls something -> what `a` calls it, over all pairs."""

    def add(self, tops: Iterable[Pair]) -> None:
        """Compare further pairs with all that is below them. Raises NoDerivation."""
        new = self._walk(tops)
        for node in new:
            self._note_names(node.pair)
        for node in new:
            node.changes = self._own_changes(node)

    def roots(self) -> list[Node]:
        """The pairs that have changes of their own, in the order they were met."""
        return [node for node in self.nodes.values() if node.changes]

    def way_to(self, pair: Pair) -> list[Pair]:
        """The pairs from a top to `pair`."""
        way = [pair]
        while (parent := self.nodes[way[-1]].parent) is not None:
            way.append(parent)
        return way[::-1]

    # ------------------------------------------------------------------ walking

    def _walk(self, tops: Iterable[Pair]) -> list[Node]:
        new: list[Node] = []
        waiting: deque[tuple[Pair, Pair | None]] = deque((pair, None) for pair in tops)
        while waiting:
            pair, parent = waiting.popleft()
            if pair in self.nodes or self._equal(pair):
                continue
            node = self.nodes[pair] = Node(pair, parent)
            new.append(node)
            a, b = self._both(pair)
            pairs, *alone = pair_inputs(self.graph_a, a, self.graph_b, b)
            node.children = [each for each in pairs if not self._equal(each)]
            node.alone = (alone[0], alone[1])
            waiting.extend((each, pair) for each in node.children)
        return new

    def _equal(self, pair: Pair) -> bool:
        return pair[0] == pair[1] and self.graph_a.store_dir == self.graph_b.store_dir

    def _both(self, pair: Pair) -> tuple[Derivation, Derivation]:
        return self.graph_a.get(pair[0]), self.graph_b.get(pair[1])

    def _note_names(self, pair: Pair) -> None:
        self._same_path.setdefault(pair[1], pair[0])
        shown = output_texts(self.graph_a, pair[0])
        for name, text in output_texts(self.graph_b, pair[1]).items():
            if name in shown:
                self._same_path.setdefault(text, shown[name])

    # ------------------------------------------------------------------ one pair

    def _own_changes(self, node: Node) -> list[Change]:
        a, b = self._both(node.pair)
        changes: list[Change] = []
        names = name_of(node.pair[0]), name_of(node.pair[1])
        if names[0] != names[1]:
            changes.append(self._changed("name", "", *names))
        sources, only_a, only_b = pair_sources(a.input_srcs, b.input_srcs)
        translate = _Translation(self._local_names(node, sources), self._same_path, self.graph_b.store_dir)
        changes += _output_changes(a, b, translate)
        for name, one, other in (("platform", a.platform, b.platform), ("builder", a.builder, b.builder)):
            if one != (other := translate(other)):
                changes.append(self._changed(name, "", one, other))
        args = [translate(arg) for arg in b.args]
        if a.args != args:
            text = compare_lists(a.args, args)
            changes.append(Change("args", "", "changed", text.before, text.after, text))
        changes += self._env_changes(a, b, names, translate)
        changes += self._input_changes(node, a, b)
        changes += [Change("source", name_of(one), "changed", one, other) for one, other in sources]
        changes += [Change("source", name_of(path), "removed", path, None) for path in only_a]
        changes += [Change("source", name_of(path), "added", None, path) for path in only_b]
        return changes

    def _local_names(self, node: Node, sources: list[Pair]) -> dict[str, str]:
        """What this pair's own inputs and outputs are called on either side: before the names that other
        pairs agree on, since one derivation can have several partners."""
        found: dict[str, str] = {other: one for one, other in sources}
        for pair in [*node.children, node.pair]:
            shown = output_texts(self.graph_a, pair[0])
            found[pair[1]] = pair[0]
            for name, text in output_texts(self.graph_b, pair[1]).items():
                if name in shown:
                    found[text] = shown[name]
        return found

    def _env_changes(
        self, a: Derivation, b: Derivation, names: tuple[str, str], translate: _Translation
    ) -> list[Change]:
        """Variables that differ; one that repeats the derivation's own names is told with those."""
        changes = []
        as_files = set(a.env.get("passAsFile", "").split()) & set(b.env.get("passAsFile", "").split())
        for key in sorted(a.env.keys() | b.env.keys()):
            one, other = a.env.get(key), b.env.get(key)
            if one == other or (key == "name" and (one, other) == names):
                continue
            marks = {"structured": key == STRUCTURED, "file": key in as_files}
            if other is None:
                changes.append(Change("env", key, "removed", one, None, None, **marks))
            elif one is None:
                changes.append(Change("env", key, "added", None, translate(other), None, **marks))
            elif one != (other := translate(other)):
                changes.append(self._changed("env", key, one, other, **marks))
        return changes

    def _changed(self, name: str, key: str, one: str, other: str, **marks: bool) -> Change:
        text = compare_texts(one, other, self.graph_a.store_dir, as_file=marks.get("file", False))
        return Change(name, key, "changed", one, other, text, **marks)

    def _input_changes(self, node: Node, a: Derivation, b: Derivation) -> list[Change]:
        changes = [Change("input", name_of(path), "removed", path, None) for path in node.alone[0]]
        changes += [Change("input", name_of(path), "added", None, path) for path in node.alone[1]]
        equal = [(path, path) for path in a.input_drvs if path in b.input_drvs]
        for one, other in [*equal, *node.children]:
            used = a.input_drvs[one], b.input_drvs[other]
            if used[0] != used[1]:
                before, after = (" ".join(each.outputs) for each in used)
                if before != after:
                    changes.append(self._changed("input", name_of(one), before, after))
                else:
                    changes.append(Change("input", name_of(one), "changed", str(used[0]), str(used[1])))
        return changes


class _Translation:
    """Writes texts of side `b` with the names of side `a`."""

    def __init__(self, local: dict[str, str], shared: dict[str, str], store_dir: str) -> None:
        self._local = local
        self._shared = shared
        self._store_dir = store_dir
        self._pattern = re.compile(
            re.escape(store_dir) + r"/[0-9a-z]{32}-[0-9a-zA-Z+\-._?=]+|(?<![0-9a-zA-Z])/[0-9a-z]{52}"
        )

    def __call__(self, text: str) -> str:
        if "/" not in text:
            return text
        return self._pattern.sub(lambda found: self._name(found[0]), text)

    def _name(self, path: str) -> str:
        known = self._local.get(path) or self._shared.get(path)
        if known is not None or not path.startswith(self._store_dir):
            return known or path
        # Characters that may stand in a name may also stand behind a path: `$out.` or `a=b`.
        for end in range(len(path) - 1, len(self._store_dir) + 33, -1):
            known = self._local.get(path[:end]) or self._shared.get(path[:end])
            if known is not None:
                return known + path[end:]
        return path


def _output_changes(a: Derivation, b: Derivation, translate: _Translation) -> list[Change]:
    """Outputs that are not declared alike. Paths follow from all else, but for those of fixed outputs."""
    changes = []
    for name in sorted(a.outputs.keys() | b.outputs.keys()):
        one, other = a.outputs.get(name), b.outputs.get(name)
        if one is None:
            changes.append(Change("output", name, "added", None, _declared(other)))
        elif other is None:
            changes.append(Change("output", name, "removed", _declared(one), None))
        elif one[1:] != other[1:] or bool(one.path) != bool(other.path):
            changes.append(Change("output", name, "changed", _declared(one), _declared(other)))
    return changes


def _declared(output: Output | None) -> str:
    assert output is not None
    if output.fixed:
        return f"{output.algorithm} {output.digest}"
    return output.algorithm or ("input-addressed" if output.path else "deferred")
