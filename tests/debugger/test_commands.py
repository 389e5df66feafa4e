"""The table of commands, what is made from it, and the ways to give commands."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from debugger import manual
from debugger.commands import TABLE
from tests.debugger.talking import debugging, nixray


def test_the_manual_page_is_fresh() -> None:
    """`python -m debugger.manual` writes what is there."""
    assert manual.PAGE.read_text(encoding="utf-8") == manual.text()


def test_help_knows_every_command() -> None:
    """Each row has a line in `help`, and a page of its own."""
    with debugging("1 + 1", entry=True) as talk:
        listed = talk.do("help")
        for command in TABLE:
            assert command.names[0] in listed
            assert command.help in talk.do(f"help {command.names[0]}")


def test_bad_input_is_one_clear_message() -> None:
    """Whatever is typed, the session goes on."""
    lines = {
        "frobnicate": "there is no command 'frobnicate'",
        "b": "there are no breakpoints",
        "break nonsense here": "say where",
        "frame x": "'x' is not the number of a frame",
        "frame 99": "there is no frame 99",
        "goto x": "'x' is not the number of an event",
        "goto 0": "events are numbered from 1",
        "peek": "give the name of a variable",
        "peek 1 + 1": "that is an expression",
        "bt create nope": "no variable 'nope'",
        "origin x": "give the path of an attribute",
        "who-forced": "give the name of a variable",
        "cycle": "does not stand at an infinite recursion",
        "set x": "say: set PATH = EXPRESSION",
        "skip delete nothing": "'nothing' is not skipped",
        "source /nonexistent": "cannot read /nonexistent",
        "save /nonexistent/x": "cannot write /nonexistent/x",
        "delete 7": "there is no breakpoint 7",
        "enable": "say which breakpoints",
        "catch oops": "there is no kind of error 'oops'",
        "eval (": "syntax error",
        "until x": "'x' is not a line",
        "help nothing": "there is no command 'nothing'",
    }
    with debugging("let x = 1 + 1; in x + 1", entry=True) as talk:
        for line, answer in lines.items():
            said = talk.do(line)
            assert answer in said, line
            assert "internal error" not in said
        assert talk.where == "file:1"


def test_wishes_are_saved_and_read_again(tmp_path: Path) -> None:
    """Breakpoints of every sort, what errors stop and what steps skip."""
    wishes = [
        "break lib.nix:3:5 if x == 1 hits 2",
        "break function f log {x}",
        "tbreak attribute a.b",
        "break created c",
        "break throw caught throw assertion",
        "break builtin map",
        "break read *.txt",
        "break warn",
    ]
    file = tmp_path / "wishes"
    with debugging("1 + 1", entry=True) as talk:
        talk.do(*wishes, "disable 2", "catch all type", "skip lib/", f"save {file}")
        before = talk.do("breaks")
        assert "disabled" in before and "temporary" in before
    with debugging("1 + 1", entry=True) as talk:
        assert "steps skip lib/" in talk.do(f"source {file}")
        assert talk.do("breaks") == before
        assert talk.conversation.catching == {"errors": "all", "kinds": ["type"]}
        file.write_text(f"source {file}\n")
        assert "endlessly" in talk.do(f"source {file}")


def test_commands_from_a_file(tmp_path: Path) -> None:
    """--commands reads them before the pipe."""
    script = tmp_path / "script"
    script.write_text("# a comment\npeek x\n\n")
    words = nixray("-E", 'let x = 5; in throw "no"', "--commands", str(script), "--repl")
    ran = subprocess.run(words, input="eval x + 1\n", capture_output=True, text=True, check=False)
    assert "x = 5" in ran.stdout and ran.stdout.rstrip().endswith("6")


def test_json_lines() -> None:
    """The same verbs for programs: text, data and where the program stands."""
    lines = [
        json.dumps({"id": 1, "do": "peek x"}),
        json.dumps({"id": "two", "do": "bt"}),
        "{",
        json.dumps([1]),
        json.dumps({"id": 3, "do": "fly"}),
        json.dumps({"id": 4, "do": "continue"}),
    ]
    words = nixray("-E", 'let x = [ 1 (1 + 1) ]; in builtins.seq x (throw "no")', "--jsonl")
    ran = subprocess.run(words, input="\n".join(lines) + "\n", capture_output=True, text=True, check=False)
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [None, 1, "two", None, None, 3, 4]
    assert answers[0]["ok"] and answers[0]["stop"]["error"]["message"] == "no"
    (peek,) = answers[1]["answers"]
    assert peek["request"] == "peek" and peek["data"]["count"] == 2 and peek["data"]["state"] == "value"
    assert answers[2]["answers"][0]["data"]["frames"][0]["title"] == "builtin throw"
    assert not answers[3]["ok"] and "no JSON" in answers[3]["error"]
    assert not answers[4]["ok"] and not answers[5]["ok"] and "no command 'fly'" in answers[5]["error"]
    assert answers[6]["stop"] is None and ran.returncode == 1


def test_one_thunk_is_watched() -> None:
    """`watch` stops when that thunk is forced, not another of the same place; going back forgets it."""
    text = "let f = n: rec { x = n * 2; y = x; }; a = f 1; b = f 2; in builtins.break 0 + a.x + b.x"
    with debugging(text) as talk:
        assert "no thunk" in talk.do("watch zz") or "error" in talk.do("watch zz")
        talk.do("force b 1")
        assert "thunk b.x" in talk.do("watch b.x")
        assert "stopped at breakpoint" in talk.do("continue")
        assert "n = 2" in talk.do("scope")
        talk.do("back")
        assert "no breakpoints" in talk.do("breaks")
        assert "say what" in talk.do("watch")
