"""The debug adapter, asked by an editor that validates every message."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.debugger.editor import Editor
from tests.debugger.talking import ENDLESS

PROGRAM = """let
  fact = n:
    if n == 0
    then 1
    else n
      * fact (n - 1);
  lazy = fact 3;
  set = { a = 1; b = { c = "deep"; }; list = [ 1 2 3 ]; };
in
if builtins.seq set (fact 5) == 120
then throw "at the end"
else lazy
"""


@pytest.fixture
def editor() -> Iterator[Editor]:
    """An editor with a running adapter."""
    editor = Editor()
    yield editor
    editor.close()


@pytest.fixture
def program(tmp_path: Path) -> str:
    """A file with the program."""
    path = tmp_path / "program.nix"
    path.write_text(PROGRAM)
    return str(path)


def test_an_error_stops_as_an_exception(editor: Editor, program: str) -> None:
    """The stop at an uncaught error has its message, a stack, and variables with lazy ones among them."""
    editor.launch(program=program)
    stop = editor.event("stopped")
    assert stop["reason"] == "exception" and stop["text"] == "at the end"
    assert editor.ask("exceptionInfo", threadId=1)["exceptionId"] == "throw"
    assert editor.ask("threads")["threads"][0]["id"] == 1
    frame = editor.top()
    assert frame["line"] == 11 and frame["source"]["path"] == program
    variables = editor.locals(frame)
    assert variables["lazy"]["presentationHint"]["lazy"] is True
    parts = editor.ask("variables", variablesReference=variables["lazy"]["variablesReference"])["variables"]
    assert parts[0]["value"] == "6"
    parts = editor.ask("variables", variablesReference=variables["set"]["variablesReference"])["variables"]
    assert [part["name"] for part in parts] == ["a", "b", "list"]
    assert parts[1]["evaluateName"] == "set.b"
    (forced,) = editor.ask("variables", variablesReference=parts[2]["variablesReference"])["variables"]
    items = editor.ask("variables", variablesReference=forced["variablesReference"], start=1, count=1)
    assert [item["value"] for item in items["variables"]] == ["2"]
    editor.ask("continue", threadId=1)
    assert editor.event("exited")["exitCode"] == 1
    editor.event("terminated")
    editor.ask("disconnect")


def test_breakpoints(editor: Editor, program: str) -> None:
    """Conditions, messages, hit counts, functions; a pending one is verified when its file loads."""
    answers = []

    def configure() -> None:
        answers.append(
            editor.ask(
                "setBreakpoints",
                source={"path": program},
                breakpoints=[
                    {"line": 3, "condition": "n == 2"},
                    {"line": 6, "logMessage": "n is {n}"},
                ],
            )
        )
        editor.ask("setFunctionBreakpoints", breakpoints=[{"name": "fact", "hitCondition": "6"}])
        editor.ask("setExceptionBreakpoints", filters=[])

    editor.launch(configure, program=program)
    assert [one["verified"] for one in answers[0]["breakpoints"]] == [False] * 2
    stop = editor.event("stopped")
    assert stop["reason"] == "breakpoint"
    assert stop["hitBreakpointIds"] == [answers[0]["breakpoints"][0]["id"]]
    assert editor.event("breakpoint")["breakpoint"]["verified"] is True
    assert editor.event("output")["output"] == "n is 5\n"
    frame = editor.top()
    assert (frame["name"], frame["line"]) == ("function fact", 3)
    assert editor.ask("evaluate", expression="n * 10", frameId=frame["id"], context="repl")["result"] == "20"
    places = editor.ask("breakpointLocations", source={"path": program}, line=3, endLine=6)["breakpoints"]
    assert {place["line"] for place in places} == {3, 5, 6}
    editor.ask("continue", threadId=1)
    assert editor.event("stopped")["reason"] == "function breakpoint"
    again = editor.ask("setBreakpoints", source={"path": program}, breakpoints=[{"line": 99}])
    assert "no code" in again["breakpoints"][0]["message"]
    editor.ask("setFunctionBreakpoints", breakpoints=[])
    editor.ask("continue", threadId=1)
    assert editor.event("exited")["exitCode"] == 1


def test_stepping_both_ways(editor: Editor, program: str) -> None:
    """Over, in, out and back; by lines and by expressions."""
    editor.launch(program=program, stopOnEntry=True)
    assert editor.event("stopped")["reason"] == "entry"
    lines = []
    for command in ("next", "stepIn", "stepOut", "stepBack", "stepBack"):
        editor.ask(command, threadId=1)
        assert editor.event("stopped")["reason"] == "step"
        lines.append(editor.top()["line"])
    assert lines == [10, 8, 10, 10, 1]
    editor.ask("next", threadId=1, granularity="instruction")
    editor.event("stopped")
    assert editor.top()["column"] == 1
    editor.ask("setBreakpoints", source={"path": program}, breakpoints=[{"line": 3, "condition": "n == 4"}])
    editor.ask("continue", threadId=1)
    editor.event("stopped")
    editor.ask("setBreakpoints", source={"path": program}, breakpoints=[{"line": 3, "condition": "n == 5"}])
    editor.ask("reverseContinue", threadId=1)
    editor.event("stopped")
    frame = editor.top()
    assert editor.ask("evaluate", expression="n", frameId=frame["id"], context="watch")["result"] == "5"
    editor.ask("next", threadId=1)
    editor.event("stopped")
    editor.ask("restartFrame", frameId=editor.top()["id"])
    editor.event("stopped")
    assert editor.top()["line"] == 3


def test_looking(editor: Editor, program: str) -> None:
    """Hovering forces nothing; completions know attributes; sources can be listed."""
    editor.launch(program=program)
    editor.event("stopped")
    frame = editor.top()
    hover = editor.ask("evaluate", expression="lazy", frameId=frame["id"], context="hover")
    assert "«pending" in hover["result"]
    targets = editor.ask("completions", text="set.b", column=6, frameId=frame["id"])["targets"]
    assert [target["label"] for target in targets] == ["set.b"]
    assert program in [source.get("path") for source in editor.ask("loadedSources")["sources"]]
    assert "no variable" in editor.refused(
        "evaluate", expression="nope", frameId=frame["id"], context="hover"
    )
    assert "no frame" in editor.refused("scopes", frameId=99)


def test_a_source_that_is_no_file(editor: Editor) -> None:
    """An expression's text is fetched by its number."""
    editor.launch(expression='let f = x: throw "oh ${x}"; in f "no"')
    editor.event("stopped")
    reference = editor.top()["source"]["sourceReference"]
    assert editor.ask("source", sourceReference=reference)["content"].startswith("let f = x:")


def test_pause_and_restart(editor: Editor) -> None:
    """An endless evaluation is halted; breakpoints can be set while it runs; it can begin again."""
    editor.launch(expression=f"let n = 0; in {ENDLESS}")
    editor.ask("setFunctionBreakpoints", breakpoints=[{"name": "nobody"}])
    editor.ask("pause", threadId=1)
    assert editor.event("stopped")["reason"] == "pause"
    editor.ask("restart")
    editor.ask("pause", threadId=1)
    assert editor.event("stopped")["reason"] == "pause"
    editor.ask("terminate")
    editor.event("terminated")


def test_caught_errors_by_kind(editor: Editor) -> None:
    """Exception filters take kinds of errors."""

    def configure() -> None:
        editor.ask(
            "setExceptionBreakpoints",
            filters=[],
            filterOptions=[{"filterId": "caught", "condition": "assertion"}],
        )

    editor.launch(
        configure,
        expression='[ (builtins.tryEval (throw "a")) (builtins.tryEval (assert false; 1)) ]',
        strict=True,
    )
    assert "assertion" in editor.event("stopped")["text"]
    assert editor.ask("exceptionInfo", threadId=1)["breakMode"] == "always"


def test_bad_input(editor: Editor, tmp_path: Path) -> None:
    """Requests out of order, unknown, malformed or senseless are refused, and the session goes on."""
    editor.raw(b"Content-Length: 5\r\n\r\n{oops")
    assert "no JSON" in editor.event("output")["output"]
    editor.raw(b"Nonsense\r\n\r\n")
    assert "Content-Length" in editor.event("output")["output"]
    assert "nothing is being evaluated" in editor.refused("stackTrace", threadId=1)
    assert "no request 'fly'" in editor.refused("fly", check=False)
    assert "'program'" in editor.refused("launch", check=False)
    assert "make no sense" in editor.refused("setBreakpoints", check=False, source=3)
    editor.launch(program=str(tmp_path / "none.nix"))
    assert "does not exist" in editor.event("output")["output"]
    editor.event("terminated")


def test_a_failing_attribute_of_nixpkgs(editor: Editor, nixpkgs: Path) -> None:
    """On the real thing: the stop, its stack, and the value that is pending."""
    editor.launch(program=str(nixpkgs), attribute="amoeba")
    assert "unfree" in editor.event("stopped")["text"]
    frames = editor.ask("stackTrace", threadId=1, startFrame=0, levels=3)
    assert len(frames["stackFrames"]) == 3 and frames["totalFrames"] > 5
    assert editor.top()["name"] == "function handleEvalIssue"
    assert editor.locals(editor.top())["reason"]["value"] == '"unfree"'
    editor.ask("stepBack", threadId=1)
    editor.event("stopped")
    assert editor.top()["source"]["name"] == "check-meta.nix"
