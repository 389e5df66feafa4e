"""Cases in which debuggers of lazy programs go wrong."""

from __future__ import annotations

from pathlib import Path

from tests.debugger.talking import ENDLESS, debugging


def test_step_out_of_a_tail_call_under_recursion() -> None:
    """`finish` in an inner call in tail position ends that call, not the one whose value is the same."""
    text = "let loop = n: acc: if n == 0 then acc else loop (n - 1) (acc + n); in loop 3 0"
    with debugging(text, breaks=("function loop if n == 1",)) as talk:
        assert talk.do("eval n") == "1"
        assert "returned: 6" in talk.do("delete", "finish")
        assert talk.do("eval n") == "2"
        assert "returned: 6" in talk.do("finish")
        assert talk.do("eval n") == "3"


def test_interrupted_and_gone_on(tmp_path: Path) -> None:
    """A loop that is paused shows where it is, can be looked at, stepped and let go again."""
    with debugging(f"let n = 0; f = x: {ENDLESS}; in f 1", entry=True) as talk:
        talk.do("tbreak builtin genericClosure", "continue")
        talk.pause()
        assert "paused" in talk.do("continue")
        assert "builtin genericClosure" in talk.do("bt")
        first = talk.event
        talk.do("step", "step")
        assert talk.event > first
        talk.pause()
        assert "paused" in talk.do("continue")


def test_a_blackholed_variable_is_only_looked_at() -> None:
    """Peeking at what is being evaluated reports no recursion that the program does not have."""
    with debugging("let x = 1 + y; y = 2 + z; z = 3; in x", breaks=("forced y",)) as talk:
        assert talk.do("peek x") == "x = «being evaluated by frame 1»"
        assert "infinite recursion" in talk.do("try x")
        assert talk.do("peek x") == "x = «being evaluated by frame 1»"
        assert "finished: 6" in talk.do("continue")


def test_creation_of_one_of_many_thunks() -> None:
    """`goto created` finds the call that made this very thunk, not another one of the same binding."""
    text = "let f = n: let t = n * 10; in { inherit t; }; s = map f [ 1 2 3 ]; in (builtins.elemAt s 1).t"
    with debugging(text, breaks=("forced t",)) as talk:
        assert talk.do("eval n") == "2"
        talk.do("delete", "goto created t")
        assert talk.where == "function f:1" and talk.do("eval n") == "2"
        assert "t = «not bound yet»" in talk.do("peek t")


def test_inputs_that_change_while_going_back(tmp_path: Path) -> None:
    """What a file said the first time it says in every replay."""
    part = tmp_path / "part.nix"
    part.write_text("1 + 1")
    text = f"let x = import {part}; y = x + 1; in if y == 3 then throw \"stop\" else y"
    with debugging(text) as talk:
        error = talk.event
        part.write_text("100")
        talk.do("goto 1", "continue")
        assert talk.event == error
        assert talk.do("eval x") == "2"
