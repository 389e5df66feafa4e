"""The engine: decides when the evaluation stops, and calls its front there.

It observes the machine (evaluator/vm/hooks.py) and runs on the evaluation's own thread. There is no
screen in it: `front.stopped(stop)` is called with everything still alive, may look at whatever it
likes, and returns the plan to go on with. `front.output(text)` gets what the debugger has to say while
the program runs (log messages of breakpoints).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from debugger import frames
from debugger.breakpoints import Breakpoint, Breakpoints
from debugger.frames import Frame
from debugger.prompt import PromptError, evaluate
from debugger.stepping import Plan
from debugger.stops import Stop
from debugger.values import Failures, show
from evaluator.errors import EvalError, Interrupted
from evaluator.rendering import readable
from evaluator.session import Session
from evaluator.vm import activations, hooks, limits


class Front(Protocol):
    """Who is told of stops."""

    def stopped(self, stop: Stop) -> Plan:
        """The evaluation stands still; returns how to go on."""

    def output(self, text: str) -> None:
        """A line from the debugger while the program runs."""


class Engine:
    """Debugs what one session evaluates.

    `stop_on_errors` is `uncaught`, `all` or `none`; `error_kinds` limits it to those kinds (values of
    `Kind`), if it is not empty.
    """

    def __init__(self, session: Session, front: Front) -> None:
        self.session = session
        self.front = front
        self.breakpoints = Breakpoints(session.globals)
        self.failures = Failures({})
        self.stop_on_errors = "uncaught"
        self.error_kinds: set[str] = set()
        self.level = 0
        self.silent = False
        self.plan: Plan = Plan()
        self.last_error: EvalError | None = None

    def attach(self) -> None:
        """Start to observe: everything the session compiles from now on can be debugged."""
        self.session.listener = self.breakpoints.compiled
        hooks.observer = self
        self.plan.arm()

    def begin(self) -> None:
        """Stop once before anything is evaluated, so that breakpoints can be set."""
        self._stop(Stop("start", hooks.event()))

    def detach(self) -> None:
        """Stop to observe."""
        self.session.listener = None
        hooks.observer = None
        hooks.arm()

    # ------------------------------------------------------------------ what the machine says

    def trapped(self, breakpoint: bool) -> None:
        """The machine has reached an expression and somebody wanted to know."""
        frame = frames.frame(0)
        assert frame is not None
        if self.silent:
            if hooks.paused():
                hooks.lower_pause()
                raise Interrupted("interrupted")
            return
        if breakpoint:
            hit = self._hit(frame)
            if hit:
                self._stop(Stop("breakpoint", hooks.event(), breakpoints=hit))
                return
        if hooks.paused():
            self._stop(Stop("pause", hooks.event()))
        elif self.plan.trapped(frame):
            self._stop(Stop("step", hooks.event()))

    def left(self, address: int, value: Any) -> None:
        """A frame that somebody waited for has its value; it is gone already."""
        caller = activations.innermost()
        if self.plan.left(address, caller):
            where = frames.innermost_code()
            stop = Stop("returned", hooks.event(), value=value, has_value=True)
            stop.selected = where.index if where is not None else 0
            self._stop(stop)

    def threw(self, error: EvalError) -> None:
        """An error is about to leave its first frame. Nothing may be raised here."""
        if self.silent:
            return
        catcher = activations.inside_builtin("tryEval", (1 << 64) - 1) if error.catchable else 0
        if self._wants(error, bool(catcher)):
            where = frames.innermost_code()
            stop = Stop("error", hooks.event(), error=error, caught=bool(catcher))
            stop.selected = where.index if where is not None else 0
            self.last_error = error
            self._stop(stop)
        if catcher:
            self.plan.unwound(catcher)

    def reached_break(self, value: Any) -> None:
        """The program called builtins.break."""
        if self.silent:
            return
        where = frames.innermost_code()
        stop = Stop("break", hooks.event(), value=value, has_value=True)
        stop.selected = where.index if where is not None else 0
        self._stop(stop)

    # ------------------------------------------------------------------ deciding

    def _wants(self, error: EvalError, caught: bool) -> bool:
        if self.stop_on_errors == "none" or (caught and self.stop_on_errors != "all"):
            return False
        return not self.error_kinds or error.kind.value in self.error_kinds

    def _hit(self, frame: Frame) -> list[Breakpoint]:
        """The breakpoints that want to stop here; those with a message say it instead."""
        result = []
        for breakpoint in self.breakpoints.at(frame.code, frame.activation.pc):
            try:
                if breakpoint.condition and not self._holds(breakpoint.condition, frame):
                    continue
            except PromptError as error:
                self.front.output(f"breakpoint {breakpoint.number}: the condition failed: {error}")
                result.append(breakpoint)
                continue
            breakpoint.hits += 1
            if breakpoint.hits < breakpoint.from_hit:
                continue
            if breakpoint.log:
                self.front.output(self._message(breakpoint.log, frame))
                continue
            result.append(breakpoint)
        for breakpoint in result:
            if breakpoint.temporary:
                self.breakpoints.delete(breakpoint.number)
        return result

    def _holds(self, condition: str, frame: Frame) -> bool:
        value = self.quietly(lambda: evaluate(self.session, condition, frame.scope()))
        if value is not True and value is not False:
            raise PromptError(f"it is no boolean but {show(value, 1, self.failures)}")
        return value

    def _message(self, text: str, frame: Frame) -> str:
        """A log message: `{expression}` in it is replaced by the value."""
        result = ""
        while "{" in text:
            before, _, rest = text.partition("{")
            expression, _, text = rest.partition("}")
            try:
                value = self.quietly(lambda it=expression: evaluate(self.session, it, frame.scope()))  # type: ignore[misc]
                shown = readable(value) if type(value) is str else show(value, 2, self.failures)
            except PromptError as error:
                shown = f"«{error}»"
            result += before + shown
        return result + text

    def _stop(self, stop: Stop) -> None:
        hooks.arm()
        hooks.lower_pause()
        stop.level = self.level
        self.plan = self.front.stopped(stop)
        self.plan.arm()

    # ------------------------------------------------------------------ evaluating at a stop

    def quietly(self, work: Callable[[], Any], stops: bool = False) -> Any:
        """Do something that evaluates while the program stands still: events are not counted, the call
        depth starts anew, and unless `stops` is set nothing stops inside (a pause ends it)."""
        plan, armed, event, depth = self.plan, hooks.armed(), hooks.event(), limits.current_depth()
        silent = self.silent
        self.silent = not stops
        self.level += 1
        self.plan = Plan()
        hooks.arm()
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
