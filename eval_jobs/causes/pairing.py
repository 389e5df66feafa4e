"""Which input of one derivation answers to which input of another.

Names alone do not tell: a version may have changed, or several inputs share a name. What an input is
used for tells more (the same word of `buildInputs`), and so does its own content.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256

from eval_jobs.causes.graph import Graph, name_of
from evaluator.store import paths
from evaluator.store.derivation import Derivation

_VERSION = re.compile(r"-\d.*\Z")
_HASH = re.compile(r"(?<=/)[0-9a-z]{32}(?=-)")
_SHARE = 2.0
"""What a pair must come to in order to be one."""

Roles = frozenset[tuple[str, int]]


def pair_inputs(
    graph_a: Graph, a: Derivation, graph_b: Graph, b: Derivation
) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """The pairs of inputs (equal ones included), then those of `a` and of `b` that have no partner."""
    equal = [(path, path) for path in a.input_drvs if path in b.input_drvs]
    rest_a = sorted(path for path in a.input_drvs if path not in b.input_drvs)
    rest_b = sorted(path for path in b.input_drvs if path not in a.input_drvs)
    if not rest_a or not rest_b:
        return equal, rest_a, rest_b
    roles_a, roles_b = _roles(graph_a, a, rest_a), _roles(graph_b, b, rest_b)
    made_a = {path: _Features(graph_a.get(path), path, roles_a[path]) for path in rest_a}
    made_b = {path: _Features(graph_b.get(path), path, roles_b[path]) for path in rest_b}
    scored = [
        (score, x, y)
        for x, left in made_a.items()
        for y, right in made_b.items()
        if (score := left.likeness(right)) >= _SHARE
    ]
    scored.sort(key=lambda row: (-row[0], row[1], row[2]))
    pairs: dict[str, str] = {}
    taken: set[str] = set()
    for _, x, y in scored:
        if x not in pairs and y not in taken:
            pairs[x] = y
            taken.add(y)
    if len(rest_a) == len(rest_b) == 1 and not pairs:
        pairs = {rest_a[0]: rest_b[0]}
        taken = {rest_b[0]}
    return (
        [*equal, *sorted(pairs.items())],
        [path for path in rest_a if path not in pairs],
        [path for path in rest_b if path not in taken],
    )


def pair_sources(a: Iterable[str], b: Iterable[str]) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """The same for input sources, which have nothing but their names."""
    rest_a, rest_b = sorted(set(a) - set(b)), sorted(set(b) - set(a))
    pairs = []
    for path in list(rest_a):
        partner = next((other for other in rest_b if name_of(other) == name_of(path)), None)
        if partner is not None:
            pairs.append((path, partner))
            rest_a.remove(path)
            rest_b.remove(partner)
    return pairs, rest_a, rest_b


class _Features:
    """What an input can be recognised by."""

    def __init__(self, drv: Derivation, path: str, roles: Roles) -> None:
        self.name = name_of(path)
        self.stem = _VERSION.sub("", self.name)
        self.outputs = frozenset(drv.outputs)
        self.roles = roles
        self.fixed = next((output for output in drv.outputs.values() if output.fixed), None)
        self.shape = shape_hash(drv)
        self.variables = frozenset(drv.env)

    def likeness(self, other: _Features) -> float:
        """A number that grows with every sign that two inputs are the same thing."""
        score = 0.0
        if self.name == other.name:
            score += 3
        elif self.stem == other.stem:
            score += 2
        if self.shape == other.shape:
            score += 4
        if self.fixed is not None and self.fixed == other.fixed:
            score += 3
        if self.outputs == other.outputs:
            score += 0.5
        score += 2 * _overlap(self.roles, other.roles)
        score += _overlap(self.variables, other.variables)
        return score if (self.fixed is None) == (other.fixed is None) else score - 2


def _overlap(one: frozenset[object], other: frozenset[object]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0


def shape_hash(drv: Derivation) -> str:
    """A hash of a derivation's own content with the hash part of every store path left out."""
    own = Derivation(drv.outputs, drv.platform, drv.builder, drv.args, drv.env, {}, drv.input_srcs)
    names = sorted(name_of(path) for path in drv.input_drvs)
    text = _HASH.sub("", own.text()) + "\0".join(names)
    return sha256(text.encode("latin-1")).hexdigest()


def _roles(graph: Graph, drv: Derivation, inputs: list[str]) -> dict[str, Roles]:
    """For each input, where its outputs are named: (variable, number of the word)."""
    owners: dict[str, str] = {}
    for path in inputs:
        for text in output_texts(graph, path).values():
            owners[text] = path
    found: dict[str, set[tuple[str, int]]] = {path: set() for path in inputs}
    for variable, value in [*drv.env.items(), ("builder", drv.builder), ("args", " ".join(drv.args))]:
        if graph.store_dir not in value:
            continue
        for number, word in enumerate(value.split()):
            for text in _mentioned(word, graph.store_dir):
                owner = owners.get(text)
                if owner is not None:
                    found[owner].add((variable, number))
    return {path: frozenset(roles) for path, roles in found.items()}


def _mentioned(word: str, store_dir: str) -> list[str]:
    return re.findall(re.escape(store_dir) + r"/[0-9a-z]{32}-[0-9a-zA-Z+\-._?=]+", word)


def output_texts(graph: Graph, path: str) -> dict[str, str]:
    """Output name -> what a user of the derivation at `path` sees of it: its path or a placeholder."""
    return {
        name: output.path or paths.upstream_placeholder(path, name) for name, output in graph.get(path).outputs.items()
    }
