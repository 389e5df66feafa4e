"""Attribute sets as rows of values: the laws that shapes, layers and remembered transitions must keep."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.evaluation import Evaluation, Settings

NAMES = st.text("abcdefgh", min_size=1, max_size=2)
SETS = st.dictionaries(NAMES, st.integers(0, 9), max_size=40)
SESSION = Evaluation(Settings.from_environment())


def literal(d: dict[str, int]) -> str:
    """A set in the language."""
    return "{ " + "".join(f'"{name}" = {value}; ' for name, value in d.items()) + "}"


def value(text: str) -> Any:
    """The value of an expression as Python data."""
    return SESSION.run(lambda: SESSION.to_python(SESSION.eval_expr(text)))


@settings(deadline=None)
@given(st.lists(SETS, min_size=1, max_size=6))
def test_update_is_the_union_where_the_right_wins(sets: list[dict[str, int]]) -> None:
    """`a // b // c`, whatever the sizes."""
    wanted: dict[str, int] = {}
    for d in sets:
        wanted.update(d)
    assert value(" // ".join(map(literal, sets))) == wanted


@settings(deadline=None)
@given(SETS, SETS)
def test_removing_and_intersecting_split_a_set(a: dict[str, int], b: dict[str, int]) -> None:
    """What is in both and what is not are the whole."""
    names = "[ " + " ".join(f'"{name}"' for name in b) + " ]"
    left, right = literal(a), literal(b)
    assert value(f"builtins.removeAttrs {left} {names}") == {n: v for n, v in a.items() if n not in b}
    assert value(f"builtins.intersectAttrs {right} {left}") == {n: v for n, v in a.items() if n in b}
    assert value(f"builtins.attrNames {left}") == sorted(a)
    assert value(f"builtins.attrValues {left}") == [a[name] for name in sorted(a)]


@settings(deadline=None)
@given(st.lists(SETS, max_size=12))
def test_layers_over_a_large_set_hide_what_is_below(layers: list[dict[str, int]]) -> None:
    """Small sets laid over a large one, looked up before and after the copy."""
    wanted = {f"k{i}": i for i in range(300)}
    base = 'builtins.listToAttrs (builtins.genList (i: { name = "k${toString i}"; value = i; }) 300)'
    for d in layers:
        wanted.update(d)
    text = base + "".join(f" // {literal(d)}" for d in layers)
    picked = [*wanted][:: max(1, len(wanted) // 20)]
    selected = " ".join(f's."{name}"' for name in picked)
    found, count = value(f"let s = {text}; in [ [ {selected} ] (builtins.length (builtins.attrNames s)) ]")
    assert found == [wanted[name] for name in picked]
    assert count == len(wanted)


def test_sets_within_sets_are_freed_however_deep() -> None:
    """A chain of a hundred thousand sets ends without using up the C stack."""
    text = "builtins.foldl' (a: i: { inherit i; next = a; }) null (builtins.genList (x: x) 100000)"
    assert value(f"({text}).i") == 99999


def test_a_computed_name_makes_a_set_of_its_own() -> None:
    """Sets of one literal with different computed names do not mix."""
    assert value('map (n: { fixed = 1; ${n} = 2; }) [ "a" "b" "a" ]') == [
        {"fixed": 1, "a": 2},
        {"fixed": 1, "b": 2},
        {"fixed": 1, "a": 2},
    ]
