"""The engine: decides when the evaluation stops, and calls its front there.

It observes the machine (evaluator/vm/hooks.py) and runs on the evaluation's own thread. There is no screen in it.

Events, which the front is told of:

- `front.stopped(stop)`: the evaluation stands still with everything alive (stops.py lists the reasons); the front may
  look at whatever it likes and returns the plan to go on with (stepping.py: run on, step, step an expression, next,
  finish, until, replay to an event);
- `front.output(text)`: what the debugger has to say while the program runs (log messages of breakpoints);
- `front.freeze()`: a replay has come to where a copy of the process is to be left.

Operations, while it stands still. service.py offers each of them as a request, plain data in and out:

- looking, which never forces: `inspection.Inspector` (stop, frames, scopes, names, values, their parts, sources);
- explaining, which never forces either: `explanations.Explainer` (who made and who forced a thunk, where a value came
  from, the ring of a recursion, what nobody wanted, instructions);
- evaluating: `Inspector.attempt` and `evaluate` in a copy, `enter` with stops inside, `force` for good;
- wishes: `breakpoints` (breakpoints.py: places, thunks, builtins, errors, messages, files; what steps skip),
  `stop_on_errors`, `error_kinds`;
- what if: `Inspector.override`, in a copy that then runs to its end (what_if.py);
- the past: `hooks.keep_history` with `timeline.Timeline`; copies.py and debuggee.py take the process back.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol, TypeVar

from debugger import frames
from debugger.breakpoints import Breakpoint, Breakpoints
from debugger.copies import in_copy
from debugger.frames import Frame
from debugger.hit_rules import fits
from debugger.journal import Journal
from debugger.prompt import PROMPT, PromptError, evaluate
from debugger.stepping import Plan, Replay
from debugger.stops import Stop
from debugger.values import Failures, show
from evaluator.builtins import registry
from evaluator.errors import EvalError, Interrupted
from evaluator.evaluation import Evaluation
from evaluator.rendering import readable
from evaluator.store import disk
from evaluator.vm import activations, hooks, limits
from evaluator.vm.scopes import Scope

T = TypeVar("T")


class NeedsCopy(Exception):
    """Code of the program is about to run where nothing may change."""


class Front(Protocol):
    """Who is told of stops."""

    def stopped(self, stop: Stop) -> Plan:
        """The evaluation stands still; returns how to go on."""

    def output(self, text: str) -> None:
        """A line from the debugger while the program runs."""

    def freeze(self) -> bool:
        """Leave a copy of the process behind, from which the evaluation can be taken up later. True in a
        process that takes it up, False in the one that goes on."""


class Engine:
    """Debugs what one session evaluates.

    `stop_on_errors` is `uncaught`, `all` or `none`; `error_kinds` limits it to those kinds (values of
    `Kind`), if it is not empty.
    """

    def __init__(self, session: Evaluation, front: Front) -> None:
        self.session = session
        self.front = front
        self.breakpoints = Breakpoints(session.globals)
        self.failures = Failures({})
        self.builtin_names = {id(one): name for name, one in registry.table().items()}
        self.stop_on_errors = "uncaught"
        self.error_kinds: set[str] = set()
        self.journal = Journal(hooks.read)
        self.level = 0
        self.silent = False
        self.probing = False
        self.plan: Plan = Plan()
        self.last_error: EvalError | None = None

    def attach(self) -> None:
        """Start to observe: everything the session compiles from now on can be debugged."""
        self.session.listener = self.breakpoints.compiled
        hooks.set_event(0)
        hooks.watch(self)
        disk.journal = self.journal
        self.plan.arm()

    def begin(self) -> None:
        """Stop once before anything is evaluated, so that breakpoints can be set."""
        self._stop(Stop("start", hooks.event()))

    def detach(self) -> None:
        """Stop to observe."""
        self.session.listener = None
        hooks.watch(None)
        disk.journal = None
        self.journal.flush()
        hooks.arm()

    # ------------------------------------------------------------------ what the machine says

    def trapped(self, breakpoint: bool) -> None:
        """The machine has reached an expression, or is about to call a builtin, and somebody wanted to know."""
        frame = frames.frame(0)
        assert frame is not None
        if self.silent:
            if self.probing and not frame.is_builtin and frame.source.name != PROMPT:
                raise NeedsCopy
            if hooks.paused():
                hooks.lower_pause()
                raise Interrupted("interrupted")
            return
        if isinstance(self.plan, Replay) and not hooks.paused():
            self._replayed(self.plan, frame if breakpoint else None)
            return
        if breakpoint and not isinstance(self.plan, Replay):
            hit = self._hit_at(frame)
            if hit:
                self._stop(Stop("breakpoint", hooks.event(), breakpoints=hit))
                return
        if hooks.paused():
            where = frames.innermost_code()
            self._stop(Stop("pause", hooks.event(), selected=where.index if where is not None else 0))
        elif self.plan.trapped(frame):
            self._stop(Stop("step", hooks.event()))

    def left(self, address: int, value: Any, breakpoint: bool) -> None:
        """A frame that somebody waited for has its value; it is gone already."""
        if self.silent:
            return
        # The last event and address that somebody waits for; a breakpoint may be nearer.
        _, _, waited, _ = hooks.armed()
        awaited = waited is not None and address >= waited
        hit: list[Breakpoint] = []
        if breakpoint and not (isinstance(self.plan, Replay) and not self.plan.survey):
            frame = Frame(activations.at(address), 0)
            hit = self._hit(self.breakpoints.at(frame.code, frame.activation.pc), frame, {"value": value})
        if isinstance(self.plan, Replay):
            if self.plan.due_mark() and self.front.freeze():
                self._stop(Stop("arrived", hooks.event(), value=value, has_value=True))
                return
            if hit:
                self.plan.found = hooks.event()
            if not self.plan.arrived():
                return
        elif not hit and not (awaited and self.plan.left(address, activations.innermost())):
            return
        where = frames.innermost_code()
        stop = Stop("breakpoint" if hit else "returned", hooks.event(), value=value, has_value=True)
        stop.breakpoints = hit
        stop.selected = where.index if where is not None else 0
        self._stop(stop)

    def threw(self, error: EvalError) -> None:
        """An error is about to leave its first frame. Nothing may be raised here."""
        if self.silent:
            return
        catcher = activations.inside_builtin("tryEval", (1 << 64) - 1) if error.catchable else 0
        caught = bool(catcher)
        names = {"message": error.message, "kind": error.kind.value}
        hit = self._happened(lambda one: one.wants_error(error.kind.value, caught), names)
        if self._stops_now(bool(hit) or self._wants(error, caught)):
            self.last_error = error
            self._stop(self._stop_of("error", error=error, caught=caught, breakpoints=hit))
        if catcher:
            self._fail_thunks(catcher, error)
            self.plan.unwound(catcher)

    def _fail_thunks(self, catcher: int, error: EvalError) -> None:
        """The thunks that an error fails on its way to the frame that catches it."""
        message = readable(error.message).partition("\n")[0]
        for active in activations.activations(0, activations.depth()):
            if active.address >= catcher:
                break
            if active.thunk is not None:
                self.failures.add(active.thunk, message)

    def reached_break(self, value: Any) -> None:
        """The program called builtins.break."""
        if not self.silent and self._stops_now(True):
            self._stop(self._stop_of("break", value=value, has_value=True))

    def said(self, prefix: str, text: str) -> None:
        """The program prints a message."""
        if self.silent:
            return
        which = "trace" if prefix == "trace" else "warn"
        hit = self._happened(lambda one: one.message in (which, "any"), {"message": text})
        if self._stops_now(bool(hit)):
            self._stop(self._stop_of("message", text=f"{prefix}: {readable(text)}", breakpoints=hit))

    def read(self, path: str) -> None:
        """The program reads a file."""
        if self.silent:
            return
        hit = self._happened(lambda one: one.wants_file(readable(path)), {"path": path})
        if self._stops_now(bool(hit)):
            self._stop(self._stop_of("read", text=readable(path), breakpoints=hit))

    def _stop_of(self, reason: str, **fields: Any) -> Stop:
        """A stop that shows the innermost frame of the program."""
        where = frames.innermost_code()
        return Stop(reason, hooks.event(), selected=where.index if where is not None else 0, **fields)

    def _replayed(self, plan: Replay, at_break: Frame | None) -> None:
        """A replay has come by an event it asked for, or by a breakpoint."""
        if plan.due_mark() and self.front.freeze():
            self._stop(Stop("arrived", hooks.event()))
            return
        if at_break is not None and plan.survey and self._hit_at(at_break):
            plan.found = hooks.event()
        if plan.arrived():
            self._stop(Stop("arrived", hooks.event()))

    def _stops_now(self, wanted: bool) -> bool:
        """Whether to stop at an event that is `wanted` in an ordinary run; a replay stops at its goal."""
        if not isinstance(self.plan, Replay):
            return wanted
        if self.plan.survey and wanted:
            self.plan.found = hooks.event()
        return self.plan.arrived()

    # ------------------------------------------------------------------ deciding

    def _wants(self, error: EvalError, caught: bool) -> bool:
        if self.stop_on_errors == "none" or (caught and self.stop_on_errors != "all"):
            return False
        return not self.error_kinds or error.kind.value in self.error_kinds

    def _happened(self, wanted: Callable[[Breakpoint], bool], names: dict[str, Any]) -> list[Breakpoint]:
        """The breakpoints that want to stop at something that no place in the program stands for."""
        if isinstance(self.plan, Replay) and not self.plan.survey:
            return []
        candidates = self.breakpoints.on(wanted)
        return self._hit(candidates, frames.innermost_code(), names) if candidates else []

    def _hit_at(self, frame: Frame) -> list[Breakpoint]:
        """The breakpoints that want to stop where a frame stands."""
        if not frame.is_builtin:
            return self._hit(self.breakpoints.at(frame.code, frame.activation.pc), frame, {})
        called = frame.code.name
        candidates = self.breakpoints.on(lambda one: one.builtin == called)
        names = {f"arg{at}": value for at, value in enumerate(frame.activation.args, 1)}
        return self._hit(candidates, frames.innermost_code(), names)

    def _hit(
        self, candidates: list[Breakpoint], frame: Frame | None, names: dict[str, Any]
    ) -> list[Breakpoint]:
        """Those of the breakpoints that want to stop in a frame; those with a message say it instead. `names`
        are what conditions and messages know besides the frame's variables."""
        result = []
        scope = frame.scope() if frame is not None else Scope([], [], [])
        for breakpoint in candidates:
            if breakpoint.thunk is not None and (frame is None or frame.activation.thunk is not breakpoint.thunk):
                continue
            try:
                if breakpoint.condition and not self._holds(breakpoint.condition, scope, names):
                    continue
            except PromptError as error:
                self.front.output(f"breakpoint {breakpoint.number}: the condition failed: {error}")
                result.append(breakpoint)
                continue
            breakpoint.hits += 1
            if not fits(breakpoint.hit_rule, breakpoint.hits):
                continue
            if breakpoint.log:
                if not isinstance(self.plan, Replay):
                    self.front.output(self._message(breakpoint.log, scope, names))
                continue
            result.append(breakpoint)
        for breakpoint in result:
            if breakpoint.temporary:
                self.breakpoints.delete(breakpoint.number)
        return result

    def _holds(self, condition: str, scope: Scope, names: dict[str, Any]) -> bool:
        answer = self.aside(lambda: self._truth(evaluate(self.session, condition, scope, extra=names)))
        if answer not in ("true", "false"):
            raise PromptError(answer)
        return answer == "true"

    def _truth(self, value: Any) -> str:
        if value is True or value is False:
            return "true" if value else "false"
        return f"it is no boolean but {show(value, 1, self.failures)}"

    def _message(self, text: str, scope: Scope, names: dict[str, Any]) -> str:
        """A log message: `{expression}` in it is replaced by the value."""
        result = ""
        while "{" in text:
            before, _, rest = text.partition("{")
            expression, _, text = rest.partition("}")
            try:
                result += before + self.aside(partial(self._shown, expression, scope, names))
            except PromptError as error:
                result += f"{before}«{error}»"
        return result + text

    def _shown(self, expression: str, scope: Scope, names: dict[str, Any]) -> str:
        value = evaluate(self.session, expression, scope, extra=names)
        return readable(value) if type(value) is str else show(value, 2, self.failures)

    def _stop(self, stop: Stop) -> None:
        hooks.arm()
        hooks.lower_pause()
        self.journal.flush()
        stop.level = self.level
        if isinstance(self.plan, Replay):
            stop.found = self.plan.found
        self.plan = self.front.stopped(stop)
        self.plan.arm()

    # ------------------------------------------------------------------ evaluating at a stop

    def aside(self, work: Callable[[], T]) -> T:
        """The answer (plain data) of something that evaluates, while nothing of the program changes. What
        runs no code of the program is done here, anything else in a throw-away copy of the process.
        Raises PromptError."""
        self.probing = True
        try:
            return self.quietly(work)
        except NeedsCopy:
            pass
        finally:
            self.probing = False
        return in_copy(lambda: self.quietly(work))

    def quietly(self, work: Callable[[], T], stops: bool = False) -> T:
        """Do something that evaluates while the program stands still: events are not counted, the call
        depth starts anew, and unless `stops` is set nothing stops inside (a pause ends it)."""
        plan, armed, event, depth = self.plan, hooks.armed(), hooks.event(), limits.current_depth()
        silent = self.silent
        self.silent = not stops
        self.level += 1
        self.plan = Plan()
        hooks.arm(stop=0 if self.probing else None)
        limits.reset()
        try:
            return work()
        finally:
            hooks.lower_pause()
            self.level -= 1
            self.silent = silent
            self.plan = plan
            hooks.arm(*armed)
            hooks.set_event(event)
            limits.set_depth(depth)
