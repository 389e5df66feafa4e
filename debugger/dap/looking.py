"""Looking around: the stack, variables, expressions, sources, the error of a stop."""

from __future__ import annotations

import os
import re
from typing import Any

from debugger.dap.asking import Asking, BadRequest
from debugger.dap.breakpoints import BreakpointRequests
from debugger.dap.instructions import Instructions
from debugger.dap.variables import Delayed, Group, Variables
from debugger.what_if import difference, outcome

Message = dict[str, Any]

DEPTH = 2
"""How far the value of an expression is opened; its parts can be asked for."""
WHOLE = 20
"""How far it is opened for the clipboard."""
MOST = 1_000_000
"""The most frames that are asked for at once."""
NAMES = 200
"""The most completions."""


_EXPRESSION = re.compile(r"[^\w.'\"-]")
"""What no name or path has in it."""


class Looking:
    """Serves what looks. `sources` are the names of all that has been loaded, `unnamed` of those that are no
    files."""

    def __init__(self, adapter: Asking, instructions: Instructions, breakpoints: BreakpointRequests) -> None:
        self.adapter = adapter
        self.instructions = instructions
        self.breakpoints = breakpoints
        self.variables = Variables(adapter)
        self.sources: list[str] = []
        self.unnamed: list[str] = []

    def forget(self) -> None:
        """The evaluation goes on."""
        self.variables.forget()

    # ------------------------------------------------------------------ the stack

    def on_threads(self, arguments: Message) -> Message:
        """There is one."""
        return {"threads": [{"id": 1, "name": "evaluation"}]}

    def on_stackTrace(self, arguments: Message) -> Message:
        """Frames, innermost first."""
        first = min(max(int(arguments.get("startFrame") or 0), 0), MOST)
        count = min(int(arguments.get("levels") or 1000), MOST)
        data = self.adapter.ask("backtrace", first=first, count=count)
        form = arguments.get("format") or {}
        return {
            "stackFrames": [self._frame(frame, form) for frame in data["frames"]],
            "totalFrames": data["total"],
        }

    def _frame(self, frame: Message, form: Message) -> Message:
        name = frame["title"]
        if frame["kind"] == "builtin":
            if form.get("parameters"):
                name += f" {' '.join(frame['arguments'])}"
            return {
                "id": frame["index"] + 1,
                "name": name,
                "line": 0,
                "column": 0,
                "presentationHint": "subtle",
            }
        if form.get("module"):
            name = f"{os.path.basename(frame['source'])}: {name}"
        if form.get("line"):
            name += f", line {frame['line']}"
        return {
            "id": frame["index"] + 1,
            "name": name,
            "source": self.source(frame["source"]),
            "moduleId": frame["source"],
            "instructionPointerReference": self.instructions.of_frame(frame),
            "canRestart": True,
            **self.adapter.positions.span(frame),
        }

    def on_exceptionInfo(self, arguments: Message) -> Message:
        """The error of this stop."""
        stop = self.adapter.stop
        if stop is None or "error" not in stop:
            raise BadRequest("this is no stop at an error")
        error = stop["error"]
        return {
            "exceptionId": error["kind"],
            "description": error["message"],
            "breakMode": "always" if stop["caught"] else "unhandled",
            "details": {"message": error["message"], "typeName": error["kind"]},
        }

    # ------------------------------------------------------------------ sources

    def source(self, name: str) -> Message:
        """A source as the protocol describes it; one that is no file is fetched by its number."""
        if name.startswith("/") and not name.startswith("/derivation-internal"):
            return {"name": os.path.basename(name), "path": name}
        if name not in self.unnamed:
            self.unnamed.append(name)
        return {"name": name, "sourceReference": 1 + self.unnamed.index(name)}

    def tell_news(self) -> None:
        """Tell of sources that are new."""
        for name in self.adapter.ask("sources")["names"][len(self.sources) :]:
            self.sources.append(name)
            self.adapter.event("loadedSource", reason="new", source=self.source(name))
            self.adapter.event("module", reason="new", module=_module(name))

    def on_source(self, arguments: Message) -> Message:
        """The text of a source."""
        source = arguments.get("source") or {}
        number = source.get("sourceReference") or arguments.get("sourceReference") or 0
        if number:
            if not 0 < number <= len(self.unnamed):
                raise BadRequest(f"there is no source {number}")
            name = self.unnamed[number - 1]
        else:
            name = source.get("path") or source.get("name") or ""
        return {"content": self.adapter.ask("source_text", name=name)["text"], "mimeType": "text/x-nix"}

    def on_loadedSources(self, arguments: Message) -> Message:
        """All sources that have been loaded."""
        return {"sources": [self.source(name) for name in self.adapter.ask("sources")["names"]]}

    def on_modules(self, arguments: Message) -> Message:
        """The same as modules: a file is what Nix imports."""
        names = self.adapter.ask("sources")["names"]
        first, count = int(arguments.get("startModule") or 0), int(arguments.get("moduleCount") or 0)
        chosen = names[first : first + count] if count else names[first:]
        return {"modules": [_module(name) for name in chosen], "totalModules": len(names)}

    # ------------------------------------------------------------------ values

    def on_scopes(self, arguments: Message) -> Message:
        """The variables a frame can see, by the environments that hold them."""
        return {"scopes": self.variables.scopes(int(arguments["frameId"]) - 1)}

    def on_variables(self, arguments: Message) -> Message:
        """The parts of a scope or value; a pending thunk is forced, as the user has asked for it."""
        found = self.variables.parts(
            int(arguments["variablesReference"]),
            max(int(arguments.get("start") or 0), 0),
            max(int(arguments.get("count") or 0), 0),
            bool((arguments.get("format") or {}).get("hex")),
        )
        return {"variables": found}

    def on_evaluate(self, arguments: Message) -> Message:
        """The value of an expression. A hover over a name or path only looks; all else is evaluated aside."""
        frame = int(arguments.get("frameId") or self._shown()) - 1
        expression = str(arguments["expression"]).strip()
        context = arguments.get("context")
        if not expression:
            raise BadRequest("there is no expression")
        if context == "hover" and not _EXPRESSION.search(expression):
            data = self.adapter.ask("peek", index=frame, path=expression)
        else:
            depth = WHOLE if context == "clipboard" else DEPTH
            data = self.adapter.ask("evaluate", index=frame, text=expression, depth=depth)
        hexadecimal = bool((arguments.get("format") or {}).get("hex"))
        body = self.variables.variable(data, frame, expression, False, hexadecimal)
        del body["name"]
        body.pop("evaluateName", None)
        return {"result": body.pop("value"), **body}

    # ------------------------------------------------------------------ what if

    def on_setVariable(self, arguments: Message) -> Message:
        """What the program would give if a variable had another value: that is said as output. The program, and
        so the variable, stays as it is."""
        thing = self.variables.thing(int(arguments["variablesReference"]))
        path = self.variables.path_of(thing, str(arguments["name"]))
        if isinstance(thing, Delayed) or not path:
            raise BadRequest("this value has no name under which it could be replaced")
        return self._what_if(thing.frame, path, str(arguments["value"]))

    def on_setExpression(self, arguments: Message) -> Message:
        """The same of a variable or attribute path."""
        frame = int(arguments.get("frameId") or self._shown()) - 1
        return self._what_if(frame, str(arguments["expression"]).strip(), str(arguments["value"]))

    def _what_if(self, frame: int, path: str, text: str) -> Message:
        debuggee = self.adapter.standing()
        after = outcome(debuggee, {"index": frame, "path": path, "text": text})
        before = outcome(debuggee, None)
        lines = [f"what if {path} were {text}:", *(f"  {line}" for line in difference(before, after))]
        self.adapter.event("output", category="console", output="".join(f"{line}\n" for line in lines))
        data = self.adapter.ask("peek", index=frame, path=path, depth=1)
        body = self.variables.variable(data, frame, path, True)
        return {key: body[key] for key in ("value", "type", "variablesReference") if key in body}

    # ------------------------------------------------------------------ expressions

    def _shown(self) -> int:
        """The id of the frame that a stop shows."""
        return int(self.adapter.stop["selected"]) + 1 if self.adapter.stop is not None else 1

    def on_completions(self, arguments: Message) -> Message:
        """Names that go on what has been typed."""
        positions = self.adapter.positions
        lines = str(arguments["text"]).split("\n")
        line = int(arguments.get("line") or positions.first_line) - positions.first_line
        text = lines[line] if 0 <= line < len(lines) else ""
        before = text.encode("utf-16-le")[: 2 * max(int(arguments["column"]) - positions.first_column, 0)]
        text = before.decode("utf-16-le", "ignore")
        start = max((text.rfind(c) for c in " ()[]{}+-*;:!"), default=-1) + 1
        frame = int(arguments.get("frameId") or self._shown()) - 1
        names = self.adapter.ask("names", index=frame, prefix=text[start:])["names"]
        return {
            "targets": [
                {"label": name, "start": start, "length": len(text) - start, "type": "variable"}
                for name in names[:NAMES]
            ]
        }

    def on_dataBreakpointInfo(self, arguments: Message) -> Message:
        """Whether a variable can be waited for; here the part of a scope or value is found."""
        number = int(arguments.get("variablesReference") or 0)
        if not number:
            return self.breakpoints.on_dataBreakpointInfo(arguments)
        thing = self.variables.thing(number)
        name = str(arguments["name"])
        path = thing.path if isinstance(thing, Delayed) else self.variables.path_of(thing, name)
        if isinstance(thing, Group) and not path:
            path = name
        return self.breakpoints.on_dataBreakpointInfo({**arguments, "frameId": thing.frame + 1}, path or name)


def _module(name: str) -> Message:
    module: Message = {"id": name, "name": os.path.basename(name) or name}
    return module | ({"path": name} if name.startswith("/") else {})
