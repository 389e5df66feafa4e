"""The rest of a program with another value in a place."""

from __future__ import annotations

from tests.debugger.talking import debugging

DERIVATION = """let
  version = toString (1 + 1);
  flags = [ "-a" ];
in derivation { name = "thing"; builder = "/bin/sh"; system = "x"; inherit version; args = flags; }
"""


def test_another_value_of_a_pending_variable() -> None:
    """What follows uses it, and the program itself stays as it was."""
    with debugging("let x = 1 + 1; y = x * 10; in y", breaks=("forced y",)) as talk:
        event = talk.event
        assert talk.do("set x = 5") == "now:  20\nthen: 50"
        assert talk.do("set y = 7").startswith("error: y is being evaluated now")
        assert talk.event == event
        assert "x = «pending" in talk.do("peek x")
        assert "it makes no difference: 20" in talk.do("set x = 1 + 1")
        assert "finished: 20" in talk.do("continue")


def test_attributes_and_arguments() -> None:
    """A value inside a set, and one that was computed already."""
    text = "let s = { a = 1; b = s.a + 1; }; f = x: x + (x * s.b); in f 3"
    with debugging(text, breaks=("«string»:1:46",)) as talk:
        assert "then: 12" in talk.do("set s.a = 2")
        assert "then: 13" in talk.do("set x = 5")
        assert "error: the set has no attribute 'c'" in talk.do("set s.c = 2")


def test_a_derivation_that_becomes_another() -> None:
    """The differences between the two derivations are told."""
    with debugging(DERIVATION, entry=True) as talk:
        talk.do("stepi")
        said = talk.do('set version = "9"')
        assert "then: /nix/store/" in said
        assert '  version: 2 -> 9' in said
        assert "  out: other hashes only" in said
        assert "  args: -a -> -b" in talk.do('set flags = [ "-b" ]')


def test_another_value_that_fails() -> None:
    """The error is the difference; bad input is refused."""
    with debugging("let x = 1 + 1; in x + 1", entry=True) as talk:
        talk.do("stepi")
        assert "error: no" in talk.do('set x = throw "no"')
        assert "say: set PATH = EXPRESSION" in talk.do("set x")
        assert "no variable 'nope'" in talk.do("set nope = 1")
        assert "syntax error" in talk.do("set x = (")
