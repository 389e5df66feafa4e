"""Which differences explain a whole run: greedy set cover over what derivations differ in.

A *suspect* is a thing that differs in one way wherever it differs: an environment variable, the builder,
the name. Its roots are the pairs of derivations that have that change of their own; it reaches every
attribute with one of them in its closure. The suspect that reaches most attributes not yet explained
comes first, and so on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from eval_jobs.causes.difference import Comparison, Pair
from eval_jobs.paths import AttrPath

Suspect = tuple[str, str]
"""Field and key of a change."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause: `explains` are the attributes no cause before it reached, `reaches` all that it reaches,
    `roots` its pairs (those in most closures first)."""

    suspect: Suspect
    roots: tuple[Pair, ...]
    explains: tuple[AttrPath, ...]
    reaches: int


def rank(comparison: Comparison, tops: Mapping[AttrPath, Pair]) -> list[Cause]:
    """The causes of the differences of attributes, in the order of what they explain."""
    order = _children_first(comparison)
    bits: dict[Pair, int] = {}
    roots_of: dict[Suspect, list[Pair]] = defaultdict(list)
    for number, node in enumerate(comparison.roots()):
        bits[node.pair] = 1 << number
        for change in node.changes:
            suspect = _suspect(change.field, change.key)
            if not roots_of[suspect] or roots_of[suspect][-1] != node.pair:
                roots_of[suspect].append(node.pair)
    below: dict[Pair, int] = {}
    for pair in order:
        found = bits.get(pair, 0)
        for child in comparison.nodes[pair].children:
            found |= below[child]
        below[pair] = found
    reached = {path: below.get(pair, 0) for path, pair in tops.items()}
    masks = {suspect: _union(bits[pair] for pair in pairs) for suspect, pairs in roots_of.items()}
    weight = _weights(bits, reached)
    causes: list[Cause] = []
    left = {path for path, mask in reached.items() if mask}
    while left:
        gains = {suspect: sum(1 for path in left if reached[path] & mask) for suspect, mask in masks.items()}
        best = min(gains, key=lambda suspect: (-gains[suspect], len(roots_of[suspect]), _plainness(suspect), suspect))
        explains = tuple(sorted(path for path in left if reached[path] & masks[best]))
        reaches = sum(1 for mask in reached.values() if mask & masks[best])
        pairs = sorted(roots_of[best], key=lambda pair: (-weight[pair], pair))
        causes.append(Cause(best, tuple(pairs), explains, reaches))
        left.difference_update(explains)
        del masks[best]
    return causes


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
