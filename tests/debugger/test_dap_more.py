"""What the adapter serves beyond the usual: data and instruction breakpoints, targets, modules, cancelling, and
how it takes bad input."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.debugger.editor import Editor, protocol
from tests.debugger.talking import ENDLESS, PATIENCE

PROGRAM = """let
  double = n:
    n + n;
  lazy = double 4;
  late = lazy + 1;
  wide = builtins.genList (i: i) 1200;
in
if double 2 == 4
then "ü" + toString (double lazy + late)
else wide
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


def test_data_breakpoints(editor: Editor, program: str) -> None:
    """A thunk is waited for: when it is forced first, and when it has its value."""
    editor.launch(program=program, stopOnEntry=True)
    editor.event("stopped")
    editor.ask("next", threadId=1)
    editor.event("stopped")
    scope = editor.ask("scopes", frameId=editor.top()["id"])["scopes"][0]
    info = editor.ask("dataBreakpointInfo", variablesReference=scope["variablesReference"], name="lazy")
    assert info["accessTypes"] == ["read", "write", "readWrite"]
    assert editor.ask("dataBreakpointInfo", name="1 + 1")["dataId"] is None
    wanted = [{"dataId": info["dataId"], "accessType": "readWrite"}]
    (set_one,) = editor.ask("setDataBreakpoints", breakpoints=wanted)["breakpoints"]
    assert set_one["verified"] is True
    editor.ask("continue", threadId=1)
    stop = editor.event("stopped")
    assert stop["reason"] == "data breakpoint" and stop["hitBreakpointIds"] == [set_one["id"]]
    assert editor.top()["line"] == 4
    editor.ask("continue", threadId=1)
    stop = editor.event("stopped")
    assert stop["reason"] == "data breakpoint" and stop["hitBreakpointIds"] == [set_one["id"]]
    assert "no id" in editor.refused("setDataBreakpoints", breakpoints=[{"dataId": "nonsense"}])
    editor.ask("setDataBreakpoints", breakpoints=[])
    editor.ask("continue", threadId=1)
    assert editor.event("exited")["exitCode"] == 0


def test_step_in_targets(editor: Editor, program: str) -> None:
    """One of the functions of a line is entered, whatever is evaluated before."""
    editor.launch(program=program, stopOnEntry=True)
    editor.event("stopped")
    editor.ask("next", threadId=1)
    editor.event("stopped")
    editor.ask("next", threadId=1)
    editor.event("stopped")
    frame = editor.top()
    assert frame["line"] == 9
    targets = editor.ask("stepInTargets", frameId=frame["id"])["targets"]
    labels = {target["label"]: target["id"] for target in targets}
    assert "function double" in labels and "value of late" in labels
    editor.ask("stepIn", threadId=1, targetId=labels["value of late"])
    stop = editor.event("stopped")
    assert stop["reason"] == "step" and "hitBreakpointIds" not in stop
    assert editor.top()["name"] == "value of late"
    assert "no target" in editor.refused("stepIn", threadId=1, targetId=9)


def test_going_to_a_line(editor: Editor, program: str) -> None:
    """A line that was evaluated before is gone back to; another one says so and nothing moves."""
    editor.launch(program=program, stopOnEntry=True)
    editor.event("stopped")
    for _ in range(2):
        editor.ask("next", threadId=1)
        editor.event("stopped")
    source = {"path": program}
    (target, *_) = editor.ask("gotoTargets", source=source, line=3)["targets"]
    editor.ask("goto", threadId=1, targetId=target["id"])
    assert editor.event("stopped")["reason"] == "goto"
    assert editor.top()["line"] == 3
    (target, *_) = editor.ask("gotoTargets", source=source, line=5)["targets"]
    assert "not evaluated before" in editor.refused("goto", threadId=1, targetId=target["id"])
    assert editor.top()["line"] == 3


def test_disassembly(editor: Editor, program: str) -> None:
    """The code of a frame is shown with its places; an instruction can be a breakpoint."""
    editor.launch(program=program, stopOnEntry=True)
    editor.event("stopped")
    editor.ask("setBreakpoints", source={"path": program}, breakpoints=[{"line": 3}])
    editor.ask("continue", threadId=1)
    editor.event("stopped")
    pointer = editor.top()["instructionPointerReference"]
    asked = {"memoryReference": pointer, "instructionOffset": -2, "instructionCount": 20}
    found = editor.ask("disassemble", **asked)["instructions"]
    assert len(found) == 20
    here = next(one for one in found if one["address"] == pointer)
    assert here["line"] == 3 and "location" in here
    assert found[-1]["presentationHint"] == "invalid"
    assert any("ADD" in one["instruction"] for one in found)
    editor.ask("setBreakpoints", source={"path": program}, breakpoints=[])
    wanted = [{"instructionReference": pointer}, {"instructionReference": "0x7000000000"}]
    one, other = editor.ask("setInstructionBreakpoints", breakpoints=wanted)["breakpoints"]
    assert one["verified"] is True and other["verified"] is False
    editor.ask("continue", threadId=1)
    stop = editor.event("stopped")
    assert stop["reason"] == "instruction breakpoint" and stop["hitBreakpointIds"] == [one["id"]]
    assert "no address" in editor.refused("disassemble", memoryReference="x", instructionCount=1)


def test_modules_sources_and_formats(editor: Editor, program: str) -> None:
    """Files are modules; numbers can be had in hexadecimal, long lists in pieces, the clipboard in whole."""
    editor.launch(program=program, stopOnEntry=True)
    editor.event("stopped")
    editor.ask("next", threadId=1)
    editor.event("stopped")
    assert editor.event("module")["module"]["path"] == program
    modules = editor.ask("modules", startModule=0, moduleCount=1)
    assert len(modules["modules"]) == 1 and modules["totalModules"] >= 1
    frame = editor.top()
    answer = editor.ask("evaluate", expression="255", frameId=frame["id"], format={"hex": True})
    assert answer["result"] == "0xff"
    text = "let set = { a.b.c.d.e = 1; }; in builtins.deepSeq set set"
    nested = editor.ask("evaluate", expression=text, frameId=frame["id"], context="clipboard")
    assert nested["result"] == "{ a = { b = { c = { d = { e = 1; }; }; }; }; }"
    forced = editor.ask("evaluate", expression="builtins.seq wide wide", frameId=frame["id"])
    assert forced["type"] == "list"
    wide = editor.locals(frame)["wide"]
    (value,) = editor.ask("variables", variablesReference=wide["variablesReference"])["variables"]
    parts = editor.ask("variables", variablesReference=value["variablesReference"])["variables"]
    assert len(parts) == 501 and parts[-1]["name"] == "… 700 more"
    rest = editor.ask("variables", variablesReference=parts[-1]["variablesReference"])["variables"]
    assert rest[0]["name"] == "500"
    names = editor.ask("stackTrace", threadId=1, format={"line": True, "module": True})["stackFrames"]
    assert names[0]["name"].startswith("program.nix: ") and "line " in names[0]["name"]


def test_forcing_a_lazy_variable_invalidates(editor: Editor, program: str) -> None:
    """An editor that knows the event is told to look at the variables again."""
    editor.ask("initialize", adapterID="nixray", supportsInvalidatedEvent=True)
    editor.ask("launch", program=program, stopOnEntry=True)
    editor.event("initialized")
    editor.ask("configurationDone")
    editor.event("stopped")
    editor.ask("next", threadId=1)
    editor.event("stopped")
    scope = editor.ask("scopes", frameId=editor.top()["id"])["scopes"][0]["variablesReference"]
    before = {one["name"]: one for one in editor.ask("variables", variablesReference=scope)["variables"]}
    editor.ask("variables", variablesReference=before["lazy"]["variablesReference"])
    assert editor.event("invalidated")["areas"] == ["variables"]
    after = {one["name"]: one for one in editor.ask("variables", variablesReference=scope)["variables"]}
    assert before["lazy"]["value"].startswith("«pending") and after["lazy"]["value"] == "8"


def test_lines_and_columns_from_zero(editor: Editor, program: str) -> None:
    """An editor may count from 0; columns are UTF-16 units."""
    editor.ask("initialize", adapterID="nixray", linesStartAt1=False, columnsStartAt1=False)
    editor.ask("launch", program=program)
    editor.event("initialized")
    editor.ask("setBreakpoints", source={"path": program}, breakpoints=[{"line": 8, "column": 11}])
    editor.ask("configurationDone")
    editor.event("stopped")
    frame = editor.top()
    assert (frame["line"], frame["column"]) == (8, 11)
    assert PROGRAM.split("\n")[8][11:].startswith("toString")


def test_an_evaluation_is_cancelled(editor: Editor, program: str) -> None:
    """An endless expression is given up when the editor says so, and the session goes on."""
    editor.launch(program=program, stopOnEntry=True)
    editor.event("stopped")
    frame = editor.top()
    endless = ENDLESS.replace("key = n", "key = 0")
    number = editor.send("evaluate", expression=endless, frameId=frame["id"], context="watch")
    editor.ask("cancel", requestId=number)
    answer = editor.response(number)
    assert not answer["success"] and answer["message"] == "cancelled"
    assert editor.ask("evaluate", expression="1 + 1", frameId=frame["id"])["result"] == "2"
    # And one who leaves in the middle takes the adapter along.
    editor.send("evaluate", expression=endless, frameId=frame["id"], context="watch")
    editor.close()
    assert editor.process.returncode == 0


def test_exception_options(editor: Editor) -> None:
    """Kinds of errors by their own break mode."""

    def configure() -> None:
        options = [{"path": [{"names": ["errors"]}, {"names": ["assertion"]}], "breakMode": "always"}]
        editor.ask("setExceptionBreakpoints", filters=[], exceptionOptions=options)
        options = [{"path": [{"names": ["fireworks"]}], "breakMode": "always"}]
        answer = editor.refused("setExceptionBreakpoints", filters=[], exceptionOptions=options)
        assert "no kind of error 'fireworks'" in answer

    text = '[ (builtins.tryEval (throw "a")) (builtins.tryEval (assert false; 1)) ]'
    editor.launch(configure, expression=text, strict=True)
    assert editor.event("stopped")["reason"] == "exception"
    assert editor.ask("exceptionInfo", threadId=1)["exceptionId"] == "assertion"


def test_breakpoints_keep_their_hits(editor: Editor, program: str) -> None:
    """Setting another breakpoint does not begin a hit count anew; bad conditions are told where they stand."""
    source = {"path": program}
    counted = {"line": 3, "hitCondition": "3"}

    def configure() -> None:
        editor.ask("setBreakpoints", source=source, breakpoints=[counted, {"line": 5}])

    editor.launch(configure, program=program)
    editor.event("stopped")
    assert editor.top()["line"] == 3
    one, bad = editor.ask(
        "setBreakpoints", source=source, breakpoints=[counted, {"line": 9, "condition": "1 +"}]
    )["breakpoints"]
    assert one["verified"] is True
    assert bad["verified"] is False and "no expression" in bad["message"]
    assert "says nothing about hits" in editor.refused(
        "setBreakpoints", source=source, breakpoints=[{"line": 3, "hitCondition": "often"}]
    )
    editor.ask("setFunctionBreakpoints", breakpoints=[{"name": "finished late"}])
    editor.ask("setBreakpoints", source=source, breakpoints=[])
    editor.ask("continue", threadId=1)
    assert editor.event("stopped")["reason"] == "function breakpoint"
    later = {"path": str(Path(program).with_name("never.nix"))}
    (pending,) = editor.ask("setBreakpoints", source=later, breakpoints=[{"line": 1}])["breakpoints"]
    assert pending["verified"] is False and "nothing that is loaded" in pending["message"]


def test_requests_out_of_order(editor: Editor, program: str) -> None:
    """What makes no sense now is refused with a reason, and nothing is lost."""
    assert "nothing" in editor.refused("configurationDone")
    assert "nothing" in editor.refused("restart")
    assert "nothing" in editor.refused("continue", threadId=1)
    assert "URIs" in editor.refused("initialize", adapterID="nixray", pathFormat="uri")
    early = editor.ask("setBreakpoints", source={"path": program}, breakpoints=[{"line": 3}])
    assert early["breakpoints"][0]["verified"] is False
    editor.launch(program=program)
    assert editor.event("stopped")["reason"] == "breakpoint"
    assert "launched already" in editor.refused("launch", program=program)
    assert "done already" in editor.refused("configurationDone")
    assert "no stop at an error" in editor.refused("exceptionInfo", threadId=1)
    assert "no frame" in editor.refused("scopes", frameId=10**15)
    assert "earlier stop" in editor.refused("variables", variablesReference=10**9)
    assert "no expression" in editor.refused("evaluate", expression="  ")
    assert "sensible" in editor.refused("disassemble", memoryReference="0x1", instructionCount=10**9)
    editor.raw(b"Content-Length: 999999999999\r\n\r\n")
    assert "Content-Length" in editor.event("output")["output"]


def test_huge_values(editor: Editor) -> None:
    """A value of many megabytes is cut, nested ones are not followed for ever."""
    text = (
        'let s = builtins.concatStringsSep "" (builtins.genList (i: "0123456789") 500000);'
        " r = { inherit s; again = r; }; in builtins.deepSeq s (builtins.break r)"
    )
    editor.launch(expression=text)
    editor.event("stopped")
    frame = editor.top()
    answer = editor.ask("evaluate", expression="r", frameId=frame["id"], context="clipboard")
    assert len(answer["result"]) < 100_000
    assert "(5000000 bytes)" in editor.ask("evaluate", expression="s", frameId=frame["id"])["result"]


def test_a_port(program: str) -> None:
    """On a port of this machine the protocol is the same."""
    nixray = Path(__file__).parents[2] / "nixray.py"
    process = subprocess.Popen([sys.executable, str(nixray), "dap", "--port", "0"], stdout=subprocess.PIPE)
    assert process.stdout is not None
    port = int(process.stdout.readline().rpartition(b":")[2])
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        body = json.dumps({"seq": 1, "type": "request", "command": "initialize", "arguments": {}}).encode()
        connection.sendall(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        assert b"supportsStepBack" in connection.recv(1 << 16)
    assert process.wait(PATIENCE) == 0
    process.stdout.close()


def test_setting_a_variable_asks_what_if(editor: Editor, program: str) -> None:
    """What would be the result is said; the variable and the program stay as they are."""
    editor.launch(program=program, stopOnEntry=True)
    editor.event("stopped")
    editor.ask("next", threadId=1)
    editor.event("stopped")
    scope = editor.ask("scopes", frameId=editor.top()["id"])["scopes"][0]["variablesReference"]
    answer = editor.ask("setVariable", variablesReference=scope, name="lazy", value="100")
    assert "pending" in answer["value"]
    said = editor.event("output")["output"]
    assert said.startswith("what if lazy were 100:") and '"ü17"' not in said.partition("then:")[2]
    assert "301" in said
    answer = editor.ask("setExpression", expression="late", value="lazy", frameId=editor.top()["id"])
    assert "what if late were lazy:" in editor.event("output")["output"]
    assert "no variable" in editor.refused("setExpression", expression="nothing", value="1")
    editor.ask("continue", threadId=1)
    assert '"ü25"' in editor.event("output")["output"]


def test_attaching_to_a_failure(tmp_path: Path) -> None:
    """The record of a run that failed is opened at its error."""
    (tmp_path / "fails.nix").write_text("let x = 1; in { a = x / 0; }")
    environment = {**os.environ, "NIXRAY_STATE_DIR": str(tmp_path / "state")}
    nixray = Path(__file__).parents[2] / "nixray.py"
    words = [sys.executable, str(nixray), "eval", "fails.nix", "-A", "a"]
    assert (
        subprocess.run(words, env=environment, cwd=tmp_path, capture_output=True, check=False).returncode == 1
    )
    editor = Editor(NIXRAY_STATE_DIR=environment["NIXRAY_STATE_DIR"])
    editor.ask("initialize", adapterID="nixray")
    assert "cannot read" in editor.refused("attach", check=False, record="/nonexistent")
    editor.ask("attach", stopOnEntry=False)
    assert editor.event("process")["startMethod"] == "attach"
    assert "that failed with" in editor.event("output")["output"]
    editor.event("initialized")
    editor.ask("configurationDone")
    assert "division by zero" in editor.event("stopped")["text"]
    assert editor.top()["source"]["name"] == "fails.nix"
    editor.close()


def test_a_flake_is_launched(editor: Editor, tmp_path: Path) -> None:
    """An output of a flake is debugged like a file."""
    text = '{ outputs = { self }: { value = throw "from a flake"; }; }'
    (tmp_path / "flake.nix").write_text(text)
    assert "give one of" in editor.refused("launch", flake="x", program="y")
    editor.launch(flake=f"path:{tmp_path}#value")
    assert "from a flake" in editor.event("stopped")["text"]
    assert editor.top()["source"]["name"] == "flake.nix"


def test_what_is_declared_is_in_the_protocol(editor: Editor) -> None:
    """Every capability is one that the protocol knows, and each request it promises has a handler."""
    declared = editor.ask("initialize", adapterID="nixray")
    known = protocol()["definitions"]["Capabilities"]["properties"]
    assert set(declared) <= set(known)
    for capability, value in declared.items():
        name = capability.removeprefix("supports").removesuffix("Request")
        request = name[0].lower() + name[1:]
        if capability.endswith("Request") and value and request != "terminate":
            assert "no request" not in str(editor.response(editor.send(request, check=False)).get("message"))


def test_a_way_back_is_halted(editor: Editor) -> None:
    """Going back far takes a while: `pause` ends it on the way, and the evaluation stands there."""
    text = "let sum = builtins.foldl' (a: b: a + b) 0 (builtins.genList (x: x) 3000000); in assert sum > 0; throw \"x\""
    editor.launch(expression=text)
    assert editor.event("stopped")["reason"] == "exception"
    number = editor.send("reverseContinue", threadId=1)
    editor.ask("pause", threadId=1)
    assert editor.response(number)["success"]
    assert editor.event("stopped")["reason"] == "pause"
    assert editor.top()["line"] == 1
    assert editor.ask("evaluate", expression="1 + 1", frameId=editor.top()["id"])["result"] == "2"
