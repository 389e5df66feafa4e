"""Enough of a reference's derivations to explain the differences of a run.

A reference is slow at writing derivations, and most of a run's differences come from below: once the roots below a
few attributes are known, all others are rehashed with the reference's derivations in place of ours, and those that
then have the path that the reference gave them in the run are explained without asking. What is left is asked next,
small closures first, since they have few roots besides the one that everybody has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from eval_jobs.causes.difference import Comparison, Pair
from eval_jobs.causes.graph import Graph, inputs_first
from eval_jobs.causes.rehashing import counterfactual
from eval_jobs.paths import AttrPath

FIRST = 40
"""How many attributes the reference is asked for at first."""

MOST = 4000
"""How many it is asked for in all; the rest is not examined."""


class Asked(Protocol):
    """A reference that makes derivations; `graph` has those it has made."""

    @property
    def graph(self) -> Graph: ...

    def instantiate(self, paths: Sequence[AttrPath]) -> dict[AttrPath, str]:
        """The `.drv` paths of attributes; those that fail are left out."""


class Gathering:
    """The differing attributes of a run, explained little by little. `wanted` has for each the `.drv` path of ours
    and the one that the reference gave in the run; `say` hears how many of them are settled."""

    def __init__(
        self,
        ours: Graph,
        theirs: Asked,
        wanted: Mapping[AttrPath, Pair],
        say: Callable[[int, int], None] = lambda settled, total: None,
    ) -> None:
        self.comparison = Comparison(ours, theirs.graph)
        self.tops: dict[AttrPath, Pair] = {}
        """Settled attributes: the two paths of each, the reference's as it gave it now where it was asked."""
        self.sizes = closure_sizes(ours, [pair[0] for pair in wanted.values()])
        self._ours = ours
        self._theirs = theirs
        self._wanted = wanted
        self._say = say
        self._believed = True
        """Whether the reference says what the run says of it; another one has to be asked for everything."""

    def run(self) -> None:
        """Ask until everything is settled, or as much as may be. Raises NoDerivation, ReferenceFailed."""
        waiting = sorted(self._wanted, key=lambda path: (self.sizes[self._wanted[path][0]], path))
        number, asked = FIRST, 0
        while waiting and asked < MOST:
            batch, waiting = waiting[:number], waiting[number:]
            asked += len(batch)
            self._ask(batch)
            if self._believed and waiting:
                explained = self._explained(waiting)
                self.tops |= explained
                waiting = [path for path in waiting if path not in explained]
            self._say(len(self._wanted) - len(waiting), len(self._wanted))
            number = min(4 * number, 16 * FIRST)

    def _ask(self, batch: Sequence[AttrPath]) -> None:
        new: dict[AttrPath, Pair] = {}
        for path, theirs in self._theirs.instantiate(batch).items():
            ours, said = self._wanted[path]
            self._believed &= theirs == said
            if theirs != ours:
                new[path] = (ours, theirs)
        self.comparison.add(dict.fromkeys(new.values()))
        self.tops |= new

    def _explained(self, paths: Sequence[AttrPath]) -> dict[AttrPath, Pair]:
        """Those that have the reference's path once the known roots are the reference's."""
        replaced = dict(node.pair for node in self.comparison.roots())
        wanted = {path: self._wanted[path] for path in paths}
        became = counterfactual(
            self._ours, dict.fromkeys(pair[0] for pair in wanted.values()), replaced, self._theirs.graph
        )
        return {path: pair for path, pair in wanted.items() if became[pair[0]] == pair[1]}


def closure_sizes(graph: Graph, tops: Sequence[str]) -> dict[str, int]:
    """How many derivations each of `tops` needs, itself included. Raises NoDerivation."""
    closures: dict[str, int] = {}
    for number, path in enumerate(inputs_first(graph, tops)):
        closure = 1 << number
        for used in graph.get(path).input_drvs:
            closure |= closures[used]
        closures[path] = closure
    return {path: closures[path].bit_count() for path in tops}
