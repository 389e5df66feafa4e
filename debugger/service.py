"""The process that evaluates: runs the engine, and answers requests while it stands still.

Messages to the front end: `{"event": "stopped", ...}`, `{"event": "output", "text": ...}`,
`{"event": "ended", ...}`, and for each request `{"reply": its id, "data": ...}` or `{"reply": id,
"error": text}`. Requests are `{"id": number, "request": name, ...fields}`; `resume` goes on.
"""

from __future__ import annotations

import io
import mmap
import os
import signal
import sys
import traceback
from contextlib import suppress
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from debugger import frames, stepping
from debugger.breakpoints import Breakpoint
from debugger.channel import Channel, Closed, Message
from debugger.copies import fork, leave_copy, stay_frozen
from debugger.engine import Engine
from debugger.explanations import EXPLANATIONS, Explainer
from debugger.inspection import REQUESTS, Inspector, RequestError, error_data
from debugger.locations import mentions
from debugger.prompt import PromptError, check
from debugger.stepping import Plan
from debugger.stops import Stop
from debugger.target import Target
from debugger.timeline import Timeline, history_room
from debugger.values import source_name
from evaluator.builtins import registry
from evaluator.bytecode.code import Code
from evaluator.bytecode.disassembler import listing
from evaluator.bytecode.traps import traps
from evaluator.errors import EvalError, Interrupted, Kind, NixrayError
from evaluator.evaluation import Evaluation
from evaluator.naming import title_of
from evaluator.rendering import readable, render
from evaluator.vm import activations, hooks

INTERNAL_ERROR = 70
"""The exit status of a process that ends by a mistake of ours."""


class Service:
    """Serves one front end. `pause` is memory both sides have: its first byte asks for a stop."""

    def __init__(self, target: Target, channel: Channel, pause: mmap.mmap) -> None:
        self.target = target
        self.channel = channel
        self.pause = pause
        self.tells_derivations = False
        self.engine: Engine

    def run(self) -> None:
        """Evaluate the target from beginning to end. Never returns: the process ends."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        sys.stderr = _Output(self)
        status = 0
        try:
            session = self.target.session()
            self.engine = Engine(session, self)
            hooks.share_pause(self.pause)
            session.run(self._live)
        except BaseException:
            status = INTERNAL_ERROR
            traceback.print_exc(file=sys.__stderr__)
        os._exit(status)

    def _live(self) -> None:
        """Be the frozen beginning of the evaluation, and in each process that is thawed from it go on to
        the end. Only the evaluation's thread lives on in those."""
        status = 0
        try:
            self.engine.attach()
            self.channel = stay_frozen(self.channel)
            self._evaluate()
        except Closed:
            pass
        except BaseException:
            status = INTERNAL_ERROR
            traceback.print_exc(file=sys.__stderr__)
        os._exit(status)

    def _evaluate(self) -> None:
        engine = self.engine
        message: Message = {"event": "ended", "ok": False}
        try:
            engine.begin()
            message |= {"ok": True, "value": self.target.evaluate(engine.session)}
            if self.tells_derivations:
                message["derivations"] = derivations_of(engine.session, message["value"])
        except EvalError as error:
            message |= {"error": error_data(error), "text": render(error, show_trace=False)}
        except Interrupted:
            message |= {"text": "error: interrupted\n"}
        except NixrayError as error:
            message |= {"text": f"error: {error}\n"}
        finally:
            engine.detach()
        message["at"] = hooks.event()
        # Before the front end knows that it is over, since this process ends when the front end hangs up.
        self._keep_code()
        self.channel.send(message)

    def _keep_code(self) -> None:
        """Write what was compiled into the bytecode cache, for the next time. It is done in a copy of the process:
        writing compiles what was not entered, and wants the code without breakpoints."""
        cache = self.engine.session.cache
        if cache is None or not cache.pending or fork():
            return
        self.channel.close()
        nowhere = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            # Nobody who reads what the debugger prints is to wait for this.
            os.dup2(nowhere, descriptor)
        for number in list(self.engine.breakpoints.all):
            self.engine.breakpoints.delete(number)
        cache.flush()
        os._exit(0)

    # ------------------------------------------------------------------ what the engine says

    def output(self, text: str) -> None:
        """Pass on a line of the debugger's own."""
        self.channel.send({"event": "output", "category": "debugger", "text": text + "\n"})

    def freeze(self) -> bool:
        """Leave a frozen copy behind."""
        channel = leave_copy(self.channel, hooks.event())
        if channel is None:
            return False
        self.channel = channel
        return True

    def stopped(self, stop: Stop) -> Plan:
        """Answer requests until one says how to go on. If nobody is there any more, this is the end."""
        try:
            return self._converse(stop)
        except Closed:
            os._exit(0)

    def _converse(self, stop: Stop) -> Plan:
        inspector = Inspector(self.engine, stop)
        self.channel.send({"event": "stopped"} | inspector.describe_stop())
        while True:
            request = self.channel.receive()
            if request["request"] == "copy":
                # Whoever is thawed from the copy stands at this same stop.
                if self.freeze():
                    self.channel.send({"event": "stopped"} | inspector.describe_stop())
                else:
                    self._reply(request, {})
                continue
            if request["request"] == "resume":
                try:
                    plan = self._plan(request)
                except RequestError as error:
                    self._reply(request, error=str(error))
                    continue
                self._reply(request, {})
                return plan
            self._serve(inspector, request)

    def _serve(self, inspector: Inspector, request: Message) -> None:
        name = request["request"]
        fields = {key: value for key, value in request.items() if key not in ("id", "request")}
        try:
            if name in REQUESTS:
                self._reply(request, getattr(inspector, name)(**fields))
            elif name in EXPLANATIONS:
                self._reply(request, getattr(Explainer(inspector), name)(**fields))
            elif name in _OWN_REQUESTS:
                self._reply(request, getattr(self, name)(**fields))
            else:
                self._reply(request, error=f"there is no request '{name}'")
        except RequestError as error:
            self._reply(request, error=str(error))
        except Closed:
            raise
        except Exception as error:
            # Our own mistake: it is shown, and the session goes on.
            traceback.print_exc(file=sys.__stderr__)
            self._reply(request, error=f"internal error in {name}: {error!r}")

    def _reply(self, request: Message, data: Any = None, error: str | None = None) -> None:
        answer = {"data": data} if error is None else {"error": error}
        self.channel.send({"reply": request["id"]} | answer)

    def _plan(self, request: Message) -> Plan:
        how = request.get("how", "continue")
        if how == "replay":
            return stepping.Replay(request["goal"], request["marks"], request["survey"])
        index = int(request.get("frame", 0))
        frame = frames.frame(index)
        if how == "stepi" or (frame is None and how in ("step", "next")):
            return stepping.StepExpression()
        if how == "continue" or frame is None:
            return Plan()
        if frame.is_builtin and how != "finish":
            # A builtin has no lines: go by the code that called it.
            while frame is not None and frame.is_builtin:
                frame = frames.frame(frame.index + 1)
            if frame is None:
                return Plan()
        kinds = {"step": stepping.Step, "next": stepping.Next, "finish": stepping.Finish}
        if how == "until":
            return stepping.Until(frame, int(request["line"]))
        if how not in kinds:
            raise RequestError(f"there is no way to go on called '{how}'")
        return kinds[how](frame)

    # ------------------------------------------------------------------ requests about the session

    def add_breakpoint(self, **fields: Any) -> Message:
        """Set a breakpoint; the fields are those of `Breakpoint`."""
        try:
            breakpoint = Breakpoint(**fields)
        except TypeError:
            raise RequestError(f"a breakpoint has no such fields: {', '.join(fields)}") from None
        self._check_breakpoint(breakpoint)
        return breakpoint_data(self.engine.breakpoints.add(breakpoint))

    def watch(self, number: int, index: int, path: str, **fields: Any) -> Message:
        """Set a breakpoint on the forcing of one thunk, which must be pending: the one at a path. Going back in
        time to before this moment forgets it."""
        found = Inspector(self.engine, Stop("", 0)).thunk(index, path)
        found_code: Any = found.pending_code
        if not isinstance(found_code, Code):
            raise RequestError(f"{path} was made by a builtin; a breakpoint on the function will do")
        return breakpoint_data(self.engine.breakpoints.add(Breakpoint(number, thunk=found, watched=path, **fields)))

    def _check_breakpoint(self, breakpoint: Breakpoint) -> None:
        """Raise RequestError if a breakpoint could never stop."""
        if breakpoint.builtin:
            known = registry.table()
            if breakpoint.builtin not in known:
                near = get_close_matches(breakpoint.builtin, known, n=1)
                hint = f"; did you mean '{near[0]}'?" if near else ""
                raise RequestError(f"there is no builtin '{breakpoint.builtin}'{hint}")
        kinds = [kind.value for kind in Kind]
        for kind in breakpoint.kinds:
            if kind not in kinds:
                raise RequestError(f"there is no kind of error '{kind}'; the kinds are {', '.join(kinds)}")
        if breakpoint.condition:
            try:
                check(self.engine.session, breakpoint.condition)
            except PromptError as error:
                raise RequestError(f"the condition is no expression: {error}") from error

    def delete_breakpoint(self, number: int) -> Message:
        """Remove a breakpoint."""
        if not self.engine.breakpoints.delete(number):
            raise RequestError(f"there is no breakpoint {number}")
        return {}

    def change_breakpoint(self, number: int, **fields: Any) -> Message:
        """Set `enabled`, `condition`, `hit_rule`, `log` or `temporary` of a breakpoint."""
        found = self.engine.breakpoints.all.get(number)
        if found is None:
            raise RequestError(f"there is no breakpoint {number}")
        changed = replace(found, **fields)
        self._check_breakpoint(changed)
        for name, value in fields.items():
            setattr(found, name, value)
        return breakpoint_data(found)

    def breakpoints(self) -> Message:
        """All breakpoints."""
        return {"breakpoints": [breakpoint_data(one) for one in self.engine.breakpoints.all.values()]}

    def tell_derivations(self) -> Message:
        """Have the message at the end describe the derivations that are the result."""
        self.tells_derivations = True
        return {}

    def override(self, index: int, path: str, text: str) -> Message:
        """Give what is at a path the value of an expression, here and now. For throw-away copies: the program
        goes on with a value that it did not compute."""
        return Inspector(self.engine, Stop("", 0)).override(index, path, text)

    def sources(self) -> Message:
        """The names of all sources loaded so far."""
        return {"names": [source_name(source) for source in self.engine.breakpoints.sources]}

    def source_text(self, name: str) -> Message:
        """The text of a loaded source."""
        for source in self.engine.breakpoints.sources:
            if source_name(source) == name:
                return {"text": source.text.decode("utf-8", "replace")}
        raise RequestError(f"no source is called '{name}'")

    def places(self, file: str, first: int, last: int) -> Message:
        """Where in some lines of a loaded source an evaluation can stop."""
        wanted = Breakpoint(0, file=file)
        for source in self.engine.breakpoints.sources:
            if wanted.names_source(source):
                found = {
                    (place.line, place.column)
                    for place in self.engine.breakpoints.places_of(source)
                    if first <= place.line <= last
                }
                return {"places": [{"line": line, "column": column} for line, column in sorted(found)]}
        return {"places": []}

    def targets(self, index: int) -> Message:
        """What the expression that a frame stands on may enter: functions and attributes by name."""
        found = frames.frame(index)
        if found is None or found.is_builtin:
            return {"targets": []}
        known: dict[tuple[str, str], Message] = {}
        source = found.source
        root = self.engine.breakpoints.tree_of(source) if source in self.engine.breakpoints.sources else None
        for one in mentions(root, source, self.engine.session.globals, *found.span) if root is not None else ():
            line, column = source.line_column(one.start)
            data = {"what": one.what, "name": readable(one.name), "line": line, "column": column}
            known.setdefault((one.what, one.name), data)
        return {"targets": list(known.values())}

    def disassemble(self, source: str, unit: list[int]) -> Message:
        """The instructions of the code over a stretch of a source; `stops` tells where evaluation can stop."""
        for code in self.engine.breakpoints.codes:
            if [code.start, code.end] == unit and source_name(code.source) == source:
                places = {pc - 1: code.source.line_column(start) for pc, start, _, _ in code.places}
                stops = {pc for pc, _, _ in traps(code)}
                found = [
                    {"pc": pc, "text": text, "stops": pc in stops}
                    | ({"line": places[pc][0], "column": places[pc][1]} if pc in places else {})
                    for pc, text in listing(code)
                ]
                return {"title": title_of(code), "instructions": found}
        raise RequestError(f"nothing that was evaluated stands there in {source}")

    def keep_history(self, size: int) -> Message:
        """Record up to that many events from now on."""
        hooks.keep_history(min(size, history_room()))
        return {}

    def earlier(self, how: str, frame: int) -> Message:
        """The event to go back to, as far as the history tells (None if it does not), and the oldest event
        it knows. `how`: `expression`, `line`, `line_in` (of a frame) or `caller` or `entry` (of a frame)."""
        standing = self.standing(frame)
        if how not in ("expression", "line") and standing["frame"] is None:
            raise RequestError("there is no frame to go by")
        return self.earlier_than(how, hooks.event(), **standing)

    def standing(self, frame: int) -> Message:
        """The addresses of the frames that stand here, and of one of them, if it runs program code, or the nearest
        around it that does."""
        found = frames.frame(frame)
        while found is not None and found.is_builtin:
            found = frames.frame(found.index + 1)
        return {"living": activations.addresses(), "frame": None if found is None else found.address}

    def earlier_than(self, how: str, now: int, living: list[int], frame: int | None) -> Message:
        """The same from another stop of the same evaluation, whose `standing` is told: processes that evaluate the
        same have their frames at the same addresses. `trusted` is false if they have not."""
        codes = {id(code): code for code in self.engine.breakpoints.codes}
        timeline = Timeline(now, codes, living)
        moment = timeline.at(now)
        trusted = moment is None or moment.leaving or not living or moment.address == living[0]
        args = () if how in ("expression", "line") else (frame,)
        return {"event": getattr(timeline, how)(*args), "oldest": timeline.oldest, "trusted": trusted}

    def catch(self, errors: str, kinds: list[str]) -> Message:
        """Which errors stop: `uncaught`, `all` or `none`; only of these kinds, if there are any."""
        self.engine.stop_on_errors = errors
        self.engine.error_kinds = set(kinds)
        return {}

    def configure(
        self,
        breakpoints: list[Message],
        errors: str,
        kinds: list[str],
        skips: list[str] | None = None,
    ) -> Message:
        """Have these breakpoints and no others, stop at these errors, and skip these files in steps."""
        for number in list(self.engine.breakpoints.all):
            self.engine.breakpoints.delete(number)
        for fields in breakpoints:
            try:
                self.add_breakpoint(**fields)
            except RequestError as error:
                self.output(f"breakpoint {fields['number']} is not set: {error}")
        self.engine.breakpoints.skip(skips or [])
        return self.catch(errors, kinds)

    def skip(self, patterns: list[str]) -> Message:
        """Have steps pass by the files that match a pattern."""
        self.engine.breakpoints.skip(patterns)
        return {"patterns": patterns}


_OWN_REQUESTS = frozenset(
    [
        *("watch", "override", "tell_derivations", "add_breakpoint", "delete_breakpoint"),
        *("change_breakpoint", "breakpoints", "places"),
        *("catch", "configure", "skip", "keep_history", "earlier", "earlier_than", "standing"),
        *("sources", "source_text"),
        *("targets", "disassemble"),
    ]
)


def derivations_of(session: Evaluation, value: str) -> Message:
    """The derivations whose paths are the lines of a result, described."""
    made = session.registry.made()
    found: Message = {}
    for line in value.split("\n"):
        path = line.partition("!")[0]
        drv = made.get(path.encode("utf-8", "surrogateescape").decode("latin-1"))
        if drv is not None:
            found[path] = {
                "platform": readable(drv.platform),
                "builder": readable(drv.builder),
                "args": [readable(word) for word in drv.args],
                "env": {readable(name): readable(text) for name, text in drv.env.items()},
                "inputs": sorted([*map(readable, drv.input_drvs), *map(readable, drv.input_srcs)]),
            }
    return found


def breakpoint_data(breakpoint: Breakpoint) -> Message:
    """A breakpoint, described."""
    return {
        "number": breakpoint.number,
        "title": breakpoint.title,
        "everywhere": breakpoint.everywhere or breakpoint.thunk is not None,
        "places": [{"source": name, "line": line} for name, line in breakpoint.places],
        "moved": breakpoint.moved,
        "without_code": breakpoint.without_code,
        "enabled": breakpoint.enabled,
        "temporary": breakpoint.temporary,
        "condition": breakpoint.condition,
        "hit_rule": breakpoint.hit_rule,
        "log": breakpoint.log,
        "hits": breakpoint.hits,
    }


class _Output(io.TextIOBase):
    """Standard error of the program: goes to the front end."""

    def __init__(self, service: Service) -> None:
        self.service = service

    def write(self, text: str) -> int:
        if isinstance(self.service.engine.plan, stepping.Replay):
            return len(text)
        with suppress(Closed):
            self.service.channel.send({"event": "output", "category": "program", "text": text})
        return len(text)

    def writable(self) -> bool:
        return True
