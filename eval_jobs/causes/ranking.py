"""Which differences explain a whole run: greedy set cover over what derivations differ in.

A *suspect* is a thing that differs in one way wherever it differs: an environment variable, the builder,
the name. Its roots are the pairs of derivations that have that change of their own; it reaches every
attribute with one of them in its closure. The suspect that reaches most attributes not yet explained
comes first, and so on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from eval_jobs.causes.difference import Comparison, Pair
from eval_jobs.causes.graph import Graph, inputs_first
from eval_jobs.paths import AttrPath

Suspect = tuple[str, str]
"""Field and key of a change."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause: `explains` are the attributes no cause before it reached, `reaches` all that it reaches,
    `roots` its pairs (those in most closures first), `telling` an attribute with the first of them in its closure,
    the smallest one."""

    suspect: Suspect
    roots: tuple[Pair, ...]
    explains: tuple[AttrPath, ...]
    reaches: int
    telling: AttrPath


def rank(
    comparison: Comparison, tops: Mapping[AttrPath, Pair], sizes: Mapping[str, int] | None = None
) -> list[Cause]:
    """The causes of the differences of attributes, in the order of what they explain. An attribute whose pair was not
    compared has the roots whose derivation on our side is below it. `sizes` tells how much each of our derivations
    needs. Raises NoDerivation."""
    bits: dict[Pair, int] = {}
    roots_of: dict[Suspect, list[Pair]] = defaultdict(list)
    for number, node in enumerate(comparison.roots()):
        bits[node.pair] = 1 << number
        for change in node.changes:
            suspect = _suspect(change.field, change.key)
            if not roots_of[suspect] or roots_of[suspect][-1] != node.pair:
                roots_of[suspect].append(node.pair)
    reached = _reached(comparison, tops, bits)
    masks = {suspect: _union(bits[pair] for pair in pairs) for suspect, pairs in roots_of.items()}
    weight = _weights(bits, reached)
    alike: dict[int, list[AttrPath]] = defaultdict(list)
    for path, mask in reached.items():
        if mask:
            alike[mask].append(path)
    in_order = sorted(reached, key=lambda path: ((sizes or {}).get(tops[path][0], 0), path))
    causes: list[Cause] = []
    left = set(alike)
    while left:
        gains = {suspect: sum(len(alike[each]) for each in left if each & mask) for suspect, mask in masks.items()}
        best = min(gains, key=lambda suspect: (-gains[suspect], len(roots_of[suspect]), _plainness(suspect), suspect))
        hit = {each for each in left if each & masks[best]}
        explains = tuple(sorted(path for each in hit for path in alike[each]))
        reaches = sum(len(paths) for each, paths in alike.items() if each & masks[best])
        pairs = sorted(roots_of[best], key=lambda pair: (-weight[pair], pair))
        telling = next(path for path in in_order if reached[path] & bits[pairs[0]])
        causes.append(Cause(best, tuple(pairs), explains, reaches, telling))
        left -= hit
        del masks[best]
    return causes


def _reached(
    comparison: Comparison, tops: Mapping[AttrPath, Pair], bits: Mapping[Pair, int]
) -> dict[AttrPath, int]:
    """For each attribute the roots below it, as bits."""
    below: dict[Pair, int] = {}
    for pair in _children_first(comparison):
        found = bits.get(pair, 0)
        for child in comparison.nodes[pair].children:
            found |= below[child]
        below[pair] = found
    rest = {pair[0] for pair in tops.values() if pair not in below}
    ours = _below_ours(comparison.graph_a, rest, bits) if rest else {}
    return {path: below[pair] if pair in below else ours[pair[0]] for path, pair in tops.items()}


def _below_ours(graph: Graph, tops: Iterable[str], bits: Mapping[Pair, int]) -> dict[str, int]:
    own: dict[str, int] = defaultdict(int)
    for pair, bit in bits.items():
        own[pair[0]] |= bit
    below: dict[str, int] = {}
    for path in inputs_first(graph, tops):
        found = own.get(path, 0)
        for used in graph.get(path).input_drvs:
            found |= below[used]
        below[path] = found
    return below


def _suspect(field: str, key: str) -> Suspect:
    # Inputs and sources have names of their own kind: each is one suspect.
    return field, key


# When two reach the same attributes with the same roots, what a person wrote comes before what follows
# from it.
_ORDER = ("env", "args", "builder", "platform", "output", "source", "input", "name")


def _plainness(suspect: Suspect) -> int:
    return _ORDER.index(suspect[0])


def _union(masks: object) -> int:
    found = 0
    for mask in masks:  # type: ignore[attr-defined]
        found |= mask
    return found


def _weights(bits: Mapping[Pair, int], reached: Mapping[AttrPath, int]) -> dict[Pair, int]:
    """How many attributes have each root in their closure."""
    counts: dict[int, int] = defaultdict(int)
    for mask in reached.values():
        counts[mask] += 1
    return {pair: sum(count for mask, count in counts.items() if mask & bit) for pair, bit in bits.items()}


def _children_first(comparison: Comparison) -> list[Pair]:
    done: dict[Pair, None] = {}
    for top in comparison.nodes:
        pending = [(top, False)]
        while pending:
            pair, expanded = pending.pop()
            if pair in done:
                continue
            if expanded:
                done[pair] = None
                continue
            pending.append((pair, True))
            pending += [(child, False) for child in comparison.nodes[pair].children if child not in done]
    return list(done)
