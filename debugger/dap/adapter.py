"""The debug adapter: turns an editor's requests into requests to a `Debuggee`, and its stops into events.

One thread does everything: while the evaluation stands still it only listens to the editor, while it
runs to both. Frame and variable ids are good until the evaluation goes on. What is served is spread over
parts (breakpoints, going, looking, instructions); here is what holds them together, and an evaluation's life.
"""

from __future__ import annotations

import select
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from debugger.dap.asking import THREAD, BadRequest
from debugger.dap.breakpoints import BreakpointRequests
from debugger.dap.capabilities import CAPABILITIES
from debugger.dap.going import Going
from debugger.dap.instructions import Instructions
from debugger.dap.launching import record_of, target_of
from debugger.dap.looking import Looking
from debugger.dap.positions import Positions
from debugger.dap.protocol import Garbled, Message, Stream
from debugger.debuggee import Debuggee, Lost, Refused
from debugger.records import Opened
from debugger.target import Target
from evaluator.errors import NixrayError

REASONS = {
    "breakpoint": "breakpoint",
    "step": "step",
    "returned": "step",
    "error": "exception",
    "break": "breakpoint",
    "message": "breakpoint",
    "read": "breakpoint",
    "pause": "pause",
    "arrived": "step",
}
GROUPS = {
    "functions": "function breakpoint",
    "data": "data breakpoint",
    "instructions": "instruction breakpoint",
}
"""What a stop at a breakpoint of a group is called, if that is not only a breakpoint."""


class Adapter:
    """Serves one editor. `client` is what it said of itself."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.debuggee: Debuggee | None = None
        self.target: Target | None = None
        self.opened: Opened | None = None
        self.stop: Message | None = None
        self.client: Message = {}
        self.positions = Positions()
        self.instructions = Instructions(self)
        self.breakpoints = BreakpointRequests(self, self.instructions)
        self.going = Going(self, self.breakpoints)
        self.looking = Looking(self, self.instructions, self.breakpoints)
        self.stop_on_entry = False
        self.configured = False
        self.serving = 0
        self.travelling = False
        self.cancelled = False
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
        number = message.get("seq")
        self.serving = number if isinstance(number, int) else 0
        self.cancelled = False
        answer: Message = {"type": "response", "request_seq": self.serving, "command": str(command)}
        after: Callable[[], None] | None = None
        try:
            handler = self._handler(command)
            arguments = message.get("arguments") or {}
            if not isinstance(arguments, dict):
                raise BadRequest("the arguments must be an object")
            body = handler(arguments)
            if body is not None:
                after = body.pop("_after", None)
            answer |= {"success": True, "body": body or {}}
        except NixrayError as error:
            answer |= _refusal("cancelled" if self.cancelled else str(error))
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError) as error:
            # Arguments of the wrong shape. Should it be our mistake, the traceback tells.
            traceback.print_exc()
            answer |= _refusal(f"the arguments of '{command}' make no sense: {error!r}")
        self.serving = 0
        self.stream.send(answer)
        if after is not None:
            try:
                after()
            except NixrayError as error:
                self.event("output", category="stderr", output=f"nixray: {error}\n")

    def _handler(self, command: Any) -> Callable[[Message], Message | None]:
        for part in (self, self.looking, self.going, self.breakpoints, self.instructions):
            handler: Callable[[Message], Message | None] | None = getattr(part, f"on_{command}", None)
            if handler is not None:
                return handler
        raise BadRequest(f"there is no request '{command}'")

    def event(self, kind: str, /, **body: Any) -> None:
        """Send an event to the editor."""
        self.stream.send({"type": "event", "event": kind, "body": body})

    def source(self, name: str) -> Message:
        """A source as the protocol describes it."""
        return self.looking.source(name)

    # ------------------------------------------------------------------ what the evaluation says

    def _take(self, message: Message) -> None:
        kind = message.get("event")
        if kind == "output":
            category = "stderr" if message["category"] == "program" else "console"
            self.event("output", category=category, output=message["text"])
        elif kind == "stopped":
            self._compare(message)
            self.arrived(message)
        elif kind == "ended":
            text = f"{message['value']}\n" if message["ok"] else message["text"]
            self.event("output", category="stdout" if message["ok"] else "stderr", output=text)
            self._let_go()
            self.event("exited", exitCode=0 if message["ok"] else 1)
            self.event("terminated")

    def _compare(self, stop: Message) -> None:
        """Once, at the first stop at an error: whether it is that of the record."""
        if self.opened is not None and stop["reason"] == "error":
            for note in self.opened.compare(stop):
                self.event("output", category="console", output=f"{note}\n")
            self.opened = None

    def arrived(self, stop: Message, reason: str | None = None) -> None:
        """The evaluation stands still: tell the editor, and of what it has loaded meanwhile."""
        self.stop = stop
        self.looking.forget()
        into = self.going.into
        self.going.forget()
        if into is not None and into not in stop["breakpoints"]:
            # A travel has taken it along already.
            with suppress(Refused):
                self.ask("delete_breakpoint", number=into)
        self.looking.tell_news()
        self.breakpoints.tell_news(self.ask("breakpoints")["breakpoints"])
        self.event("stopped", **self._description(stop, reason, into))

    def _description(self, stop: Message, reason: str | None, into: int | None) -> Message:
        hit = [self.breakpoints.also.get(number, number) for number in stop["breakpoints"] if number != into]
        why = reason or REASONS.get(stop["reason"], "pause")
        if stop["reason"] == "breakpoint" and reason is None:
            why = GROUPS.get(self.breakpoints.group_of(stop["breakpoints"][0]), why) if hit else "step"
        body: Message = {"reason": why, "threadId": THREAD, "allThreadsStopped": True}
        if stop["reason"] == "error":
            body |= {"description": "error", "text": stop["error"]["message"]}
        elif stop["reason"] == "returned":
            body |= {"description": f"returned {stop['value']['text']}"}
        elif stop["reason"] == "break":
            body |= {"description": "builtins.break"}
        elif "text" in stop:
            body |= {"description": stop["reason"], "text": stop["text"]}
        if hit:
            body["hitBreakpointIds"] = hit
        return body

    def _let_go(self) -> None:
        if self.debuggee is not None:
            self.debuggee.end()
        self.debuggee = None
        self.stop = None
        self.configured = False
        self.looking.sources.clear()
        self.looking.forget()
        self.going.forget()

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

    def change(self, request: str, **fields: Any) -> Any:
        """The same for a request that changes the program."""
        debuggee = self.standing()
        assert self.stop is not None
        return debuggee.change(self.stop["at"], request, **fields)

    def _meanwhile(self, readable: bool) -> bool:
        """An answer of the evaluation is waited for: the editor may want to have that cancelled, or be gone. It
        is asked to halt again and again, since it may only be about to begin."""
        if readable:
            self.stream.fill()
        for message in self.stream.pending:
            if isinstance(message, dict) and message.get("type") == "request":
                command, arguments = message.get("command"), message.get("arguments")
                wanted = arguments.get("requestId") if isinstance(arguments, dict) else None
                if command == "cancel" and wanted == self.serving:
                    self.cancelled = True
                if self.cancelled or command in self._HALTING[self.travelling]:
                    self._halt_evaluation()
        if self.stream.ended:
            self._halt_evaluation()
        return not self.stream.ended

    _HALTING = ("disconnect", "terminate"), ("disconnect", "terminate", "pause")
    """The requests that end what is waited for: ordinarily, and while the evaluation is on its way to another
    moment."""

    def _halt_evaluation(self) -> None:
        if self.debuggee is not None:
            self.debuggee.pause()

    def halt(self) -> bool:
        """Have the evaluation stand still, to ask it something; tells whether it ran and is to go on."""
        if not self.running:
            return False
        assert self.debuggee is not None
        self.debuggee.pause()
        while self.stop is None and self.debuggee is not None:
            message = self._received()
            if message.get("reason") == "pause":
                self.stop = message
                return True
            self._take(message)
        return False

    def resume(self, how: str, **fields: Any) -> None:
        """Let the evaluation go on."""
        self.ask("resume", how=how, **fields)
        self.stop = None

    # ------------------------------------------------------------------ life

    def on_initialize(self, arguments: Message) -> Message:
        """Tell what is served."""
        if arguments.get("pathFormat") not in (None, "path"):
            raise BadRequest("only paths as 'path' are understood, not as URIs")
        self.client = arguments
        self.positions = Positions(
            0 if arguments.get("linesStartAt1") is False else 1,
            0 if arguments.get("columnsStartAt1") is False else 1,
        )
        return dict(CAPABILITIES)

    def on_launch(self, arguments: Message) -> Message:
        """Begin an evaluation; it waits for the end of the configuration."""
        if self.debuggee is not None:
            raise BadRequest("an evaluation has been launched already; 'restart' begins again")
        self.target, self.opened = target_of(arguments), None
        self.stop_on_entry = bool(arguments.get("stopOnEntry"))
        self._begin()
        return {"_after": self._begun}

    def on_attach(self, arguments: Message) -> Message:
        """Begin the evaluation of a failure record, which runs to its error."""
        if self.debuggee is not None:
            raise BadRequest("an evaluation has been launched already; 'restart' begins again")
        self.opened = record_of(arguments)
        self.target = self.opened.target
        self.stop_on_entry = bool(arguments.get("stopOnEntry"))
        self._begin()
        return {"_after": self._begun}

    def _begin(self) -> None:
        assert self.target is not None
        self._let_go()
        self.debuggee = Debuggee(self.target)
        self.debuggee.meanwhile = (self.stream.reader, self._meanwhile)
        message = self._received()
        if message.get("reason") != "start":
            raise BadRequest("the evaluation did not begin")
        self.stop = message

    def _begun(self) -> None:
        assert self.target is not None
        name = self.target.file if self.target.file is not None else self.target.name
        method = "launch" if self.opened is None else "attach"
        self.event("process", name=name, isLocalProcess=True, startMethod=method)
        for note in self.opened.notes if self.opened is not None else []:
            self.event("output", category="console", output=f"{note}\n")
        self.event("initialized")

    def on_configurationDone(self, arguments: Message) -> Message:
        """Let the evaluation run."""
        self.standing()
        if self.configured:
            raise BadRequest("the configuration is done already")
        return {"_after": self._go}

    def _go(self) -> None:
        self.configured = True
        self.breakpoints.configure()
        self.event("thread", reason="started", threadId=THREAD)
        if not self.stop_on_entry:
            self.resume("continue")
            return
        self.resume("stepi")
        message = self._received()
        while message.get("event") == "output":
            self._take(message)
            message = self._received()
        if message.get("event") == "stopped":
            self.arrived(message, "entry")
        else:
            self._take(message)

    def on_restart(self, arguments: Message) -> Message:
        """Begin again, with the same breakpoints."""
        if self.target is None:
            raise BadRequest("nothing has been launched")
        if isinstance(arguments.get("arguments"), dict):
            self.target = target_of(arguments["arguments"])
            self.stop_on_entry = bool(arguments["arguments"].get("stopOnEntry"))
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

    def on_cancel(self, arguments: Message) -> Message:
        """Too late: what was to be cancelled has been answered meanwhile (see `_meanwhile`)."""
        return {}


def _refusal(text: str) -> Message:
    """What an answer that is no success says."""
    error = {"id": 1, "format": text.replace("{", "{{").replace("}", "}}"), "showUser": text != "cancelled"}
    return {"success": False, "message": text, "body": {"error": error}}
