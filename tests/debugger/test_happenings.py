"""Breakpoints on what happens rather than on lines: thunks, builtins, errors, messages, files."""

from __future__ import annotations

from pathlib import Path

from tests.debugger.talking import debugging

THUNKS = """let
  f = n:
    let double = n * 2; in
    [ double (double + 1) ];
  xs = f 4;
in
builtins.deepSeq xs (builtins.length xs)
"""


def program(tmp_path: Path, text: str) -> Path:
    """A file with this text."""
    path = tmp_path / "program.nix"
    path.write_text(text)
    return path


def test_a_thunk_is_created_forced_and_finished(tmp_path: Path) -> None:
    """Each of the three moments of its life can stop."""
    breaks = ("created double", "forced double", "finished double")
    with debugging(program(tmp_path, THUNKS), breaks=breaks) as talk:
        assert talk.where == "function f:3" and "stopped at breakpoint 1" in talk.said[3]
        assert "double = «not bound yet»" in talk.do("peek double")
        assert "stopped at breakpoint 2" in talk.do("continue")
        assert talk.where == "value of double:3"
        assert "stopped at breakpoint 3: 8" in talk.do("continue")
        assert talk.do("peek $") == "$ = 8"
        talk.do("continue")
        assert talk.where == "over"


def test_conditions_where_a_value_is_finished() -> None:
    """`value` is what was computed, and the variables of the frame that computed it are there."""
    text = "let f = n: n * n; in map f [ 1 2 3 ]"
    with debugging(f"builtins.deepSeq ({text}) 1", breaks=("finished f if value == 4 && n == 2",)) as talk:
        assert "stopped at breakpoint 1: 4" in talk.said[1]
        talk.do("continue")
        assert talk.where == "over"


def test_builtins() -> None:
    """A call of a builtin stops with its arguments at hand, and can be finished."""
    text = "builtins.deepSeq (map (n: builtins.substring n 2 (toString n + \"abc\")) [ 0 1 ]) 1"
    with debugging(text, breaks=("builtin substring if arg1 == 1",)) as talk:
        assert talk.where == "builtin substring:"
        assert "1 2 «pending" in talk.do("bt")
        assert "argument 2 = 2" in talk.do("scope")
        assert 'returned: "ab"' in talk.do("finish")
        assert "function" in talk.where
        assert "no builtin 'subtring'; did you mean 'substring'?" in talk.do("break builtin subtring")
        assert "breakpoint 2 at builtin head" in talk.do("break builtin head")
        talk.do("delete", "continue")
        assert talk.where == "over"


def test_errors_by_breakpoint() -> None:
    """Errors can be asked for by who catches them, by kind, and by a condition on the message."""
    text = (
        '[ (builtins.tryEval (throw "a")) (builtins.tryEval (assert false; 1)) '
        '(builtins.tryEval (throw "b")).success ]'
    )
    text = f"builtins.deepSeq {text} 1"
    with debugging(text, breaks=("throw caught assertion",)) as talk:
        assert "assertion 'false' failed" in talk.said[1]
        assert "tryEval will catch" in talk.said[2]
        talk.do("continue")
        assert talk.where == "over"
    with debugging(text, breaks=('throw all if message == "b"',)) as talk:
        assert "error: b" in talk.said[1]
    with debugging(text, breaks=("throw all log caught {kind}",)) as talk:
        assert talk.said[1:4] == ["caught throw", "caught assertion", "caught throw"]


def test_a_swallowed_error_can_be_debugged() -> None:
    """An error that tryEval catches does not stop by itself; asked for, it stops with everything alive, and
    afterwards the thunk is known to have failed."""
    text = 'let\n  bad = throw "swallowed";\n  t = builtins.tryEval bad;\nin if t.success then 1 else 2 + 3'
    with debugging(text, breaks=("throw caught",)) as talk:
        assert "error: swallowed" in talk.said[1]
        assert talk.do("peek bad") == "bad = «being evaluated by frame 1»"
        talk.do("break 4:29", "continue")
        assert "bad = «failed: swallowed»" in talk.do("peek bad")
    with debugging(text) as talk:
        assert talk.where == "over" and "finished: 5" in talk.said[-1]


def test_messages() -> None:
    """trace and warn stop before they print."""
    text = 'builtins.trace "one" (builtins.warn "two" 3)'
    with debugging(text, breaks=("trace", "warn")) as talk:
        assert "stopped before this message is printed: trace: one" in talk.said[2]
        assert "trace: one" in talk.do("continue")
        assert "evaluation warning: two" in talk.said[-3] + talk.said[-2]
        assert "3" in talk.do("continue")


def test_reading_files(tmp_path: Path) -> None:
    """Reading a file stops, by import and by readFile alike."""
    (tmp_path / "a.nix").write_text("1")
    (tmp_path / "b.txt").write_text("2")
    text = f'builtins.readFile {tmp_path}/b.txt + toString (import {tmp_path}/a.nix)'
    with debugging(text, breaks=("read *.txt", "read a.nix")) as talk:
        assert f"stopped before a file is read: {tmp_path}/b.txt" in talk.said[2]
        talk.do("continue")
        assert talk.said[-3].endswith("a.nix") or "a.nix" in "".join(talk.said[-5:])
        talk.do("continue")
        assert talk.where == "over"


def test_a_condition_that_does_not_parse_is_refused() -> None:
    """It is said at once, and the breakpoint is not set; before the run begins, when it begins."""
    with debugging("1 + 1", entry=True, breaks=("function f if 1 +",)) as talk:
        assert "breakpoint 1 is not set: the condition is no expression" in talk.said[1]
        assert "the condition is no expression" in talk.do("break function f if (")
        assert "there is no kind of error 'oops'" in talk.do("break throw all oops")
        assert "there are no breakpoints" in talk.do("breaks")


def test_going_back_to_the_creation_of_a_thunk(tmp_path: Path) -> None:
    """`rcontinue` stops where a breakpoint on the creation would have stopped."""
    with debugging(program(tmp_path, THUNKS), breaks=("forced double",)) as talk:
        talk.do("delete", "break created double", "rcontinue")
        assert talk.where == "function f:3"
        assert "double = «not bound yet»" in talk.do("peek double")
        assert talk.do("eval n") == "4"


def test_steps_skip_files(tmp_path: Path) -> None:
    """`step` runs through files that match a pattern, and stops in what they call back."""
    lib = tmp_path / "lib"
    lib.mkdir()
    (lib / "list.nix").write_text("{\n  each = f: xs:\n    map (x:\n      f x) xs;\n}\n")
    text = (
        "let\n  list = import ./lib/list.nix;\n  add = x:\n    x + 1;\nin\n"
        "builtins.deepSeq\n  (list.each add [ 1 2 ])\n  0\n"
    )
    with debugging(program(tmp_path, text), entry=True) as talk:
        assert "steps skip lib/" in talk.do("skip lib/")
        seen = []
        while talk.where != "over":
            seen.append(talk.where)
            talk.do("step")
        assert seen.count("function add:4") == 2
        assert not any("each" in one for one in seen)
        assert "steps skip nothing" in talk.do("skip delete")
