"""The debug adapter: turns an editor's requests into requests to a `Debuggee`, and its stops into events.

One thread does everything: while the evaluation stands still it only listens to the editor, while it
runs to both. Frame and variable ids are good until the evaluation goes on.
"""

from __future__ import annotations

import os
import select
import traceback
from collections.abc import Callable
from typing import Any

from debugger.dap.capabilities import CAPABILITIES
from debugger.dap.launching import target_of
from debugger.dap.protocol import Garbled, Message, Stream
from debugger.dap.variables import Variables
from debugger.debuggee import Debuggee, Lost
from debugger.target import Target
from debugger.travel import NoSuchMoment, find_earlier, find_stop, go_to
from evaluator.errors import Kind, NixrayError

THREAD = 1
REASONS = {
    "breakpoint": "breakpoint",
    "step": "step",
    "returned": "step",
    "error": "exception",
    "break": "breakpoint",
    "pause": "pause",
    "arrived": "step",
}


class BadRequest(NixrayError):
    """A request that cannot be served now; the message is for the user."""


class Adapter:
    """Serves one editor."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.debuggee: Debuggee | None = None
        self.target: Target | None = None
        self.stop: Message | None = None
        self.variables = Variables(self)
        self.stop_on_entry = False
        self.configured = False
        self.by_source: dict[str, list[Message]] = {}
        self.functions: list[Message] = []
        self.catching: Message = {"errors": "uncaught", "kinds": []}
        self.verified: dict[int, bool] = {}
        self.next_id = 1
        self.sources: list[str] = []
        self.over = False

    # ------------------------------------------------------------------ the loop

    def run(self) -> None:
        """Serve until the editor is gone or disconnects."""
        try:
            while not self.over:
                while not self.over and (message := self._next()) is not None:
                    self._serve(message)
                if self.over or self.stream.ended:
                    break
                self._wait()
        finally:
            if self.debuggee is not None:
                self.debuggee.end()

    def _next(self) -> Message | None:
        while True:
            try:
                return self.stream.next()
            except Garbled as error:
                self.event("output", category="stderr", output=f"nixray: the editor sent {error}\n")

    def _wait(self) -> None:
        """Wait for the editor, and while the evaluation runs for that, too."""
        if not self.running:
            self.stream.fill()
            return
        assert self.debuggee is not None
        channel = self.debuggee.channel
        if channel.waiting():
            self._take(self._received())
            return
        ready, _, _ = select.select([self.stream.reader, channel.socket.fileno()], [], [])
        if channel.socket.fileno() in ready:
            self._take(self._received())
        if self.stream.reader in ready:
            self.stream.fill()

    @property
    def running(self) -> bool:
        """Whether the evaluation is under way."""
        return self.debuggee is not None and self.stop is None and self.configured

    def _received(self) -> Message:
        assert self.debuggee is not None
        try:
            return self.debuggee.receive()
        except Lost as error:
            return {"event": "ended", "ok": False, "text": f"error: {error}\n"}

    def _serve(self, message: Message) -> None:
        if message.get("type") != "request":
            return
        command = message.get("command")
        answer: Message = {"type": "response", "request_seq": message.get("seq", 0), "command": str(command)}
        handler: Callable[[Message], Message | None] | None = getattr(self, f"on_{command}", None)
        after: Callable[[], None] | None = None
        try:
            if handler is None:
                raise BadRequest(f"there is no request '{command}'")
            arguments = message.get("arguments") or {}
            if not isinstance(arguments, dict):
                raise BadRequest("the arguments must be an object")
            body = handler(arguments)
            if body is not None:
                after = body.pop("_after", None)
            answer |= {"success": True, "body": body or {}}
        except NixrayError as error:
            answer |= {"success": False, "message": str(error), "body": _error_body(str(error))}
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            # Arguments of the wrong shape. Should it be our mistake, the traceback tells.
            traceback.print_exc()
            text = f"the arguments of '{command}' make no sense: {error!r}"
            answer |= {"success": False, "message": text, "body": _error_body(text)}
        self.stream.send(answer)
        if after is not None:
            after()

    def event(self, name: str, **body: Any) -> None:
        """Send an event to the editor."""
        self.stream.send({"type": "event", "event": name, "body": body})

    # ------------------------------------------------------------------ what the evaluation says

    def _take(self, message: Message) -> None:
        kind = message.get("event")
        if kind == "output":
            category = "stderr" if message["category"] == "program" else "console"
            self.event("output", category=category, output=message["text"])
        elif kind == "stopped":
            self._stopped(message)
        elif kind == "ended":
            text = f"{message['value']}\n" if message["ok"] else message["text"]
            self.event("output", category="stdout" if message["ok"] else "stderr", output=text)
            self._let_go()
            self.event("exited", exitCode=0 if message["ok"] else 1)
            self.event("terminated")

    def _stopped(self, stop: Message, reason: str | None = None) -> None:
        """The evaluation stands still: tell the editor, and of what it has loaded meanwhile."""
        self.stop = stop
        self.variables.forget()
        self._tell_news()
        body: Message = {
            "reason": reason or REASONS[stop["reason"]],
            "threadId": THREAD,
            "allThreadsStopped": True,
        }
        if stop["reason"] == "error":
            body |= {"description": "error", "text": stop["error"]["message"]}
        elif stop["reason"] == "returned":
            body |= {"description": f"returned {stop['value']['text']}"}
        elif stop["reason"] == "break":
            body |= {"description": "builtins.break"}
        if stop["breakpoints"]:
            body["hitBreakpointIds"] = stop["breakpoints"]
        self.event("stopped", **body)

    def _tell_news(self) -> None:
        """Tell of sources that are new, and of breakpoints that have found their place."""
        for name in self.ask("sources")["names"][len(self.sources) :]:
            self.sources.append(name)
            self.event("loadedSource", reason="new", source=self.source_data(name))
        for data in self.ask("breakpoints")["breakpoints"]:
            verified = bool(data["places"])
            if verified and not self.verified.get(data["number"], True):
                self.verified[data["number"]] = True
                self.event("breakpoint", reason="changed", breakpoint=_breakpoint_body(data))

    def _let_go(self) -> None:
        if self.debuggee is not None:
            self.debuggee.end()
        self.debuggee = None
        self.stop = None
        self.configured = False
        self.sources.clear()
        self.variables.forget()

    # ------------------------------------------------------------------ asking

    def standing(self) -> Debuggee:
        """The debuggee, which stands still. Raises BadRequest."""
        if self.debuggee is None:
            raise BadRequest("nothing is being evaluated")
        if self.stop is None:
            raise BadRequest("the evaluation is running")
        return self.debuggee

    def ask(self, request: str, **fields: Any) -> Any:
        """An answer of the evaluation's side. Raises BadRequest or Refused."""
        return self.standing().ask(request, **fields)

    def _configure(self) -> list[Message]:
        """Tell the evaluation of all breakpoints; gives their descriptions. If it runs, it is halted for that
        and goes on."""
        if self.debuggee is None:
            return []
        halted = self.running
        if halted:
            self.debuggee.pause()
            while self.stop is None and self.debuggee is not None:
                message = self._received()
                if message.get("reason") == "pause":
                    self.stop = message
                else:
                    self._take(message)
            if self.debuggee is None:
                return []
        all_of_them = [*(one for some in self.by_source.values() for one in some), *self.functions]
        self.ask("configure", breakpoints=all_of_them, **self.catching)
        described: list[Message] = self.ask("breakpoints")["breakpoints"]
        if halted and self.stop is not None and self.stop["reason"] == "pause":
            self._resume("continue")
        return described

    def _resume(self, how: str, **fields: Any) -> None:
        self.ask("resume", how=how, **fields)
        self.stop = None

    # ------------------------------------------------------------------ life

    def on_initialize(self, arguments: Message) -> Message:
        """Tell what is served."""
        return dict(CAPABILITIES)

    def on_launch(self, arguments: Message) -> Message:
        """Begin an evaluation; it waits for the end of the configuration."""
        self.target = target_of(arguments)
        self.stop_on_entry = bool(arguments.get("stopOnEntry"))
        self._begin()
        return {"_after": lambda: self.event("initialized")}

    def _begin(self) -> None:
        assert self.target is not None
        self._let_go()
        self.debuggee = Debuggee(self.target)
        message = self._received()
        if message.get("reason") != "start":
            raise BadRequest("the evaluation did not begin")
        self.stop = message

    def on_configurationDone(self, arguments: Message) -> Message:
        """Let the evaluation run."""
        self.standing()
        return {"_after": self._go}

    def _go(self) -> None:
        self.configured = True
        self._configure()
        if self.stop_on_entry:
            self._resume("stepi")
            message = self._received()
            while message.get("event") == "output":
                self._take(message)
                message = self._received()
            if message.get("event") == "stopped":
                self._stopped(message, "entry")
            else:
                self._take(message)
        else:
            self._resume("continue")

    def on_restart(self, arguments: Message) -> Message:
        """Begin again, with the same breakpoints."""
        if self.target is None:
            raise BadRequest("nothing has been launched")
        if isinstance(arguments.get("arguments"), dict):
            self.target = target_of(arguments["arguments"])
        self._begin()
        return {"_after": self._go}

    def on_disconnect(self, arguments: Message) -> Message:
        """End."""
        self._let_go()
        self.over = True
        return {}

    def on_terminate(self, arguments: Message) -> Message:
        """End the evaluation; the editor will disconnect then."""
        self._let_go()
        return {"_after": lambda: self.event("terminated")}

    def on_threads(self, arguments: Message) -> Message:
        """There is one."""
        return {"threads": [{"id": THREAD, "name": "evaluation"}]}

    # ------------------------------------------------------------------ breakpoints

    def on_setBreakpoints(self, arguments: Message) -> Message:
        """All breakpoints of a source."""
        source = arguments["source"]
        path = source.get("path") or source.get("name")
        if path is None:
            raise BadRequest("the source has neither path nor name")
        wanted = arguments.get("breakpoints")
        if wanted is None:
            wanted = [{"line": line} for line in arguments.get("lines", [])]
        self.by_source[path] = [
            self._breakpoint(one) | {"file": path, "line": one["line"], "column": one.get("column")}
            for one in wanted
        ]
        return self._set(self.by_source[path])

    def on_setFunctionBreakpoints(self, arguments: Message) -> Message:
        """All breakpoints on functions; `attribute a.b` means the value of an attribute."""
        self.functions = []
        for one in arguments["breakpoints"]:
            word, _, rest = one["name"].strip().partition(" ")
            name = {"attribute": rest} if word == "attribute" and rest else {"function": one["name"].strip()}
            self.functions.append(self._breakpoint(one) | name)
        return self._set(self.functions)

    def _breakpoint(self, one: Message) -> Message:
        fields: Message = {"number": self.next_id}
        self.next_id += 1
        if one.get("condition"):
            fields["condition"] = one["condition"]
        hits = str(one.get("hitCondition") or "").strip().removeprefix(">=").strip()
        if hits:
            if not hits.isdigit():
                raise BadRequest(f"the hit condition '{hits}' is no number")
            fields["from_hit"] = int(hits)
        if one.get("logMessage"):
            fields["log"] = one["logMessage"]
        return fields

    def _set(self, wanted: list[Message]) -> Message:
        described = {data["number"]: data for data in self._configure()}
        bodies = []
        for fields in wanted:
            data = described.get(fields["number"])
            self.verified[fields["number"]] = bool(data and data["places"])
            bodies.append(
                _breakpoint_body(data) if data is not None else {"id": fields["number"], "verified": False}
            )
        return {"breakpoints": bodies}

    def on_setExceptionBreakpoints(self, arguments: Message) -> Message:
        """Which errors stop."""
        options = {one["filterId"]: one for one in arguments.get("filterOptions") or []}
        filters = {*arguments.get("filters", []), *options}
        unknown = filters - {"uncaught", "caught"}
        if unknown:
            raise BadRequest(f"there is no filter '{unknown.pop()}'")
        kinds: list[str] = []
        for option in options.values():
            for word in (option.get("condition") or "").replace(",", " ").split():
                if word not in {kind.value for kind in Kind}:
                    raise BadRequest(f"there is no kind of error '{word}'")
                kinds.append(word)
        errors = "all" if "caught" in filters else "uncaught" if "uncaught" in filters else "none"
        self.catching = {"errors": errors, "kinds": kinds}
        self._configure()
        return {"breakpoints": [{"verified": True} for _ in filters]}

    def on_breakpointLocations(self, arguments: Message) -> Message:
        """Where in some lines an evaluation can stop."""
        path = arguments["source"].get("path") or arguments["source"].get("name")
        first = arguments["line"]
        places = self.ask("places", file=path, first=first, last=arguments.get("endLine", first))["places"]
        return {"breakpoints": places}

    def on_exceptionInfo(self, arguments: Message) -> Message:
        """The error of this stop."""
        stop = self.stop
        if stop is None or "error" not in stop:
            raise BadRequest("this is no stop at an error")
        error = stop["error"]
        return {
            "exceptionId": error["kind"],
            "description": error["message"],
            "breakMode": "always" if stop["caught"] else "unhandled",
            "details": {"message": error["message"], "typeName": error["kind"]},
        }

    # ------------------------------------------------------------------ going on and back

    def _going(self, how: str, arguments: Message) -> Message:
        self.standing()
        if how in ("next", "step") and arguments.get("granularity") == "instruction":
            how = "stepi"
        selected = self.stop["selected"] if self.stop is not None else 0
        self._resume(how, frame=selected if how in ("next", "finish") else 0)
        return {"allThreadsContinued": True}

    def on_continue(self, arguments: Message) -> Message:
        """Run on."""
        return self._going("continue", arguments)

    def on_next(self, arguments: Message) -> Message:
        """Step over."""
        return self._going("next", arguments)

    def on_stepIn(self, arguments: Message) -> Message:
        """Step in."""
        return self._going("step", arguments)

    def on_stepOut(self, arguments: Message) -> Message:
        """Step out."""
        return self._going("finish", arguments)

    def on_pause(self, arguments: Message) -> Message:
        """Stop wherever it is."""
        if self.debuggee is None:
            raise BadRequest("nothing is being evaluated")
        if self.running:
            self.debuggee.pause()
        return {}

    def on_stepBack(self, arguments: Message) -> Message:
        """Back the way stepping over came."""
        how = "expression" if arguments.get("granularity") == "instruction" else "line_in"
        selected = self.stop["selected"] if self.stop is not None else 0
        return self._travelling(lambda debuggee, now: find_earlier(debuggee, now, how, selected))

    def on_reverseContinue(self, arguments: Message) -> Message:
        """Back to the last breakpoint."""

        def configure() -> None:
            all_of_them = [*(one for some in self.by_source.values() for one in some), *self.functions]
            self.standing().ask("configure", breakpoints=all_of_them, **self.catching)

        def find(debuggee: Debuggee, now: int) -> int:
            try:
                return find_stop(debuggee, now, configure)
            except NoSuchMoment:
                return 1

        return self._travelling(find)

    def on_restartFrame(self, arguments: Message) -> Message:
        """Back to the beginning of a frame."""
        index = arguments["frameId"] - 1
        return self._travelling(lambda debuggee, now: find_earlier(debuggee, now, "entry", index))

    def _travelling(self, find: Callable[[Debuggee, int], int]) -> Message:
        debuggee = self.standing()
        assert self.stop is not None
        now = self.stop["at"]
        try:
            stop = go_to(debuggee, find(debuggee, now))
        except NoSuchMoment:
            stop = go_to(debuggee, now)

        def arrive() -> None:
            self._configure()
            self._stopped(stop)

        self.stop = stop
        return {"_after": arrive}

    # ------------------------------------------------------------------ looking

    def on_stackTrace(self, arguments: Message) -> Message:
        """Frames, innermost first."""
        first = arguments.get("startFrame") or 0
        data = self.ask("backtrace", first=first, count=arguments.get("levels") or 1000)
        return {
            "stackFrames": [self._frame_body(frame) for frame in data["frames"]],
            "totalFrames": data["total"],
        }

    def _frame_body(self, frame: Message) -> Message:
        body: Message = {"id": frame["index"] + 1, "name": frame["title"], "line": 0, "column": 0}
        if frame["kind"] == "builtin":
            return body | {"presentationHint": "subtle"}
        return body | {
            "source": self.source_data(frame["source"]),
            "line": frame["line"],
            "column": frame["column"],
            "endLine": frame["end_line"],
            "endColumn": frame["end_column"],
            "canRestart": True,
        }

    def source_data(self, name: str) -> Message:
        """A source as the protocol describes it; one that is no file is fetched by its number."""
        if name.startswith("/"):
            return {"name": os.path.basename(name), "path": name}
        return {"name": name, "sourceReference": 1 + self.variables.source_number(name)}

    def on_source(self, arguments: Message) -> Message:
        """The text of a source that is no file."""
        number = (arguments.get("source") or {}).get("sourceReference") or arguments["sourceReference"]
        name = self.variables.source_name(number - 1)
        return {"content": self.ask("source_text", name=name)["text"], "mimeType": "text/x-nix"}

    def on_loadedSources(self, arguments: Message) -> Message:
        """All sources that have been loaded."""
        return {"sources": [self.source_data(name) for name in self.ask("sources")["names"]]}

    def on_scopes(self, arguments: Message) -> Message:
        """The variables a frame can see, by the environments that hold them."""
        return {"scopes": self.variables.scopes(arguments["frameId"] - 1)}

    def on_variables(self, arguments: Message) -> Message:
        """The parts of a scope or value; a pending thunk is forced, as the user has asked for it."""
        return {
            "variables": self.variables.parts(
                arguments["variablesReference"], arguments.get("start") or 0, arguments.get("count") or 0
            )
        }

    def on_evaluate(self, arguments: Message) -> Message:
        """The value of an expression; a hover only looks."""
        frame = arguments.get("frameId", 1) - 1
        expression = arguments["expression"]
        if arguments.get("context") == "hover":
            data = self.ask("peek", index=frame, path=expression)
        else:
            data = self.ask("evaluate", index=frame, text=expression)
        body = self.variables.variable(data, frame, expression, lazy=False)
        return {
            "result": body["value"],
            "variablesReference": body["variablesReference"],
            **({"type": body["type"]} if "type" in body else {}),
        }

    def on_completions(self, arguments: Message) -> Message:
        """Names that go on what has been typed."""
        text = arguments["text"][: arguments["column"] - 1]
        start = max((text.rfind(c) for c in " ()[]{}+-*;:!"), default=-1) + 1
        names = self.ask("names", index=arguments.get("frameId", 1) - 1, prefix=text[start:])["names"]
        return {
            "targets": [{"label": name, "start": start, "length": len(text) - start} for name in names[:200]]
        }


def _error_body(text: str) -> Message:
    return {"error": {"id": 1, "format": text.replace("{", "{{").replace("}", "}}")}}


def _breakpoint_body(data: Message) -> Message:
    body: Message = {"id": data["number"], "verified": bool(data["places"])}
    if data["places"]:
        body["line"] = data["places"][0]["line"]
        if data["moved"]:
            body["message"] = "moved to the next line with code"
    else:
        body["message"] = (
            "there is no code on that line or after it" if data["without_code"] else "not loaded yet"
        )
    return body
