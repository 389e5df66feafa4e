"""Errors say more than the reference does: further places that help to understand them."""

from __future__ import annotations

import re

import pytest

from tests.cli.command import nixray

LABELLED = [
    ("let s = { foo = 1; bar = 2; }; in s.fooo", "'foo' is written here", "1:11"),
    ("let s = { foo = 1; bar = 2; }; in s.zzzzzz", "the set is written here", "1:9"),
    ('let s = { foo = 1; }; in builtins.getAttr "fooo" s', "'foo' is written here", "1:11"),
    ("let f = { a, b }: a; in f { a = 1; }", "the argument is written here", "1:27"),
    ("let f = { a }: a; in f { a = 1; c = 2; }", "it is passed here", "1:33"),
    ("let x = y; y = x; in x", "first needed here", "1:22"),
]


@pytest.mark.parametrize(("text", "label", "place"), LABELLED)
def test_a_second_place(text: str, label: str, place: str) -> None:
    """It has its note, line, column and excerpt, behind the place that the reference tells."""
    ran = nixray("eval", "-E", text)
    assert ran.status == 1
    found = re.search(rf"\n       {label}\n       at «string»:{place}:\n +1\| ", ran.err)
    assert found is not None and ran.err.index("error: ") < found.start(), ran.err


def test_nothing_is_made_up() -> None:
    """A set that no literal made has no place, and of several names that may be meant none is singled out."""
    assert "written here" not in nixray("eval", "-E", "(builtins.listToAttrs [ ]).zzzz").err
    assert "is written here" in nixray("eval", "-E", "{ aa = 1; ab = 2; }.ac").err
    assert "'aa'" not in nixray("eval", "-E", "{ aa = 1; ab = 2; }.ac").err
