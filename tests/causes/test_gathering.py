"""A large run's differences are explained by a few of the reference's derivations."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from eval_jobs.causes import gathering
from eval_jobs.causes.difference import Comparison
from eval_jobs.causes.gathering import Gathering, closure_sizes
from eval_jobs.causes.graph import MemoryGraph
from eval_jobs.causes.ranking import rank
from eval_jobs.paths import AttrPath
from evaluator.evaluation import Evaluation, Settings
from evaluator.values import AttrSet
from tests.causes.derivations import DRV

WORLD = """
let base = drv "base" {{ flags = "{0}"; }}; user = drv "user" {{ inherit base; }};
  more = drv "more" {{ inherit base; }};
in
builtins.listToAttrs (
  builtins.genList (n: {{ name = "a${{toString n}}"; value = drv "a${{toString n}}" {{ inherit base user; }}; }}) 300
  ++ builtins.genList (n: {{
    name = "own${{toString n}}";
    value = drv "own${{toString n}}" {{ inherit base user more; number = "{1}${{toString n}}"; }};
  }}) 5
) // {{ small = drv "small" {{ inherit base; }}; }}"""


def world(*words: str) -> tuple[MemoryGraph, dict[AttrPath, str]]:
    """All derivations of a world, and the path of each attribute."""
    session = Evaluation(Settings())

    def evaluate() -> dict[AttrPath, str]:
        value = session.force(session.eval_expr(DRV + WORLD.format(*words)))
        assert isinstance(value, AttrSet)
        return {(name,): session.drv_path(item) for name, item in value.d.items()}

    paths = session.run(evaluate)
    return MemoryGraph(session.registry.made()), paths


class Reference:
    """One that has made its derivations already, counts what it is asked for, and fails for `failing`."""

    def __init__(self, graph: MemoryGraph, paths: dict[AttrPath, str], failing: Sequence[AttrPath] = ()) -> None:
        self.graph = graph
        self.asked: list[AttrPath] = []
        self._paths = paths
        self._failing = failing

    def instantiate(self, paths: Sequence[AttrPath]) -> dict[AttrPath, str]:
        """Their `.drv` paths."""
        self.asked += paths
        return {path: self._paths[path] for path in paths if path not in self._failing}


def test_what_comes_from_below_is_not_asked_for() -> None:
    """The roots below the smallest attributes explain the others, but for those with roots of their own."""
    ours, our_paths = world("1", "n")
    graph, paths = world("2", "m")
    reference = Reference(graph, paths)
    gathered = Gathering(ours, reference, {path: (our_paths[path], paths[path]) for path in paths})
    gathered.run()
    assert gathered.tops == {path: (our_paths[path], paths[path]) for path in paths}
    assert reference.asked[0] == ("small",) and len(reference.asked) == gathering.FIRST + 5
    (first,) = rank(gathered.comparison, gathered.tops, gathered.sizes)
    assert (first.suspect, len(first.explains), first.reaches) == (("env", "flags"), 306, 306)
    assert first.telling == ("small",) and len(gathered.comparison.roots()) == 6


def test_the_order_of_the_causes_is_that_of_asking_for_all() -> None:
    """With everything asked for the causes are the same ones."""
    ours, our_paths = world("1", "n")
    graph, paths = world("2", "m")
    wanted = {path: (our_paths[path], paths[path]) for path in paths}
    few = Gathering(ours, Reference(graph, paths), wanted)
    few.run()
    whole = Comparison(ours, graph)
    whole.add(dict.fromkeys(wanted.values()))
    assert len(few.comparison.nodes) < len(whole.nodes)
    assert rank(few.comparison, few.tops, few.sizes) == rank(whole, wanted, few.sizes)


def test_a_reference_that_is_not_the_runs_is_asked_for_everything() -> None:
    """What the run has recorded says nothing of it."""
    ours, our_paths = world("1", "n")
    graph, paths = world("2", "m")
    reference = Reference(graph, paths)
    other = {path: (our_paths[path], f"{paths[path]}-other") for path in paths}
    gathered = Gathering(ours, reference, other)
    gathered.run()
    assert len(reference.asked) == len(paths)
    assert gathered.tops == {path: (our_paths[path], paths[path]) for path in paths}


def test_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a bound on what is asked for, and attributes that fail now are left out."""
    monkeypatch.setattr(gathering, "MOST", 100)
    ours, our_paths = world("1", "n")
    graph, paths = world("2", "m")
    reference = Reference(graph, paths, list(paths))
    gathered = Gathering(ours, reference, {path: (our_paths[path], paths[path]) for path in paths})
    gathered.run()
    assert gathered.tops == {} and 100 <= len(reference.asked) < 300


def test_closures() -> None:
    """Each derivation counts once."""
    ours, paths = world("1", "n")
    sizes = closure_sizes(ours, list(paths.values()))
    assert [sizes[paths[(name,)]] for name in ("small", "a0", "own0")] == [2, 3, 4]
