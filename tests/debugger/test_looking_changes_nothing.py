"""Looking changes nothing: a law, tried on many programs."""

from __future__ import annotations

import os
import sys
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from debugger.engine import Engine
from debugger.explanations import EXPLANATIONS, Explainer
from debugger.inspection import Inspector, RequestError
from debugger.stepping import Plan, StepExpression
from debugger.stops import Stop
from debugger.target import Target
from evaluator.errors import NixrayError
from evaluator.vm import hooks

NAMES = ["a", "b", "c", "d"]


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    name = st.sampled_from(NAMES)
    return st.one_of(
        st.builds("({} + {})".format, inner, inner),
        st.builds("(if {} == 1 then {} else {})".format, inner, inner, inner),
        st.builds("(let {} = {}; in {})".format, name, inner, inner),
        st.builds("(({}: {}) {})".format, name, inner, inner),
        st.builds("(with {{ {} = {}; }}; {})".format, name, inner, inner),
        st.builds("{{ {} = {}; }}.{}".format, name, inner, name),
        st.builds("(rec {{ {} = {}; x = {}; }}).x".format, name, inner, inner),
        st.builds("(builtins.tryEval {}).value".format, inner),
        st.builds("(builtins.head (map ({}: {}) [ {} ]))".format, name, inner, inner),
        st.builds('(builtins.trace "t" {})'.format, inner),
        st.builds("(builtins.foldl' ({}: b: {}) {} [ 1 2 ])".format, name, inner, inner),
        st.builds("(assert {} != 2; {})".format, inner, inner),
    )


expressions = st.recursive(
    st.sampled_from(["1", "2", '"s"', '(throw "t")', "[ 1 ]", *NAMES]), _larger, max_leaves=8
)
programs = st.builds("let a = 1; b = {}; c = {}; d = b; in {}".format, expressions, expressions, expressions)


class _Watcher:
    """Stops at every expression; looks at all there is, if it is `curious`."""

    def __init__(self, curious: bool) -> None:
        self.curious = curious
        self.engine: Engine
        self.said: list[str] = []
        self.stops = 0

    def stopped(self, stop: Stop) -> Plan:
        self.stops += 1
        if self.curious:
            look(Inspector(self.engine, stop))
        return StepExpression()

    def output(self, text: str) -> None:
        self.said.append(text)

    def freeze(self) -> bool:
        return False


def look(inspector: Inspector) -> None:
    """Look at everything that can be looked at without asking for more evaluation."""
    inspector.describe_stop()
    explainer = Explainer(inspector)
    frames = inspector.backtrace(0, 50)
    for index in range(min(frames["total"], 50)):
        scope = inspector.scope(index, 3)
        inspector.names(index)
        for group in scope["groups"]:
            for variable in group["variables"]:
                if "handle" in variable:
                    inspector.children(variable["handle"], 0, 10, 2)
                if frames["frames"][index]["kind"] != "builtin":
                    inspector.peek(index, variable["name"], 4)
                    for request in ("creation", "forcing", "provenance"):
                        assert request in EXPLANATIONS
                        try:
                            getattr(explainer, request)(index, variable["name"])
                        except RequestError:
                            continue
        explainer.never_forced(index)
    try:
        explainer.cycle()
    except RequestError:
        return


def run(text: str, curious: bool) -> tuple[Any, ...]:
    """Step through a program; gives what it is, or how it fails, its events, messages and stops."""
    target = Target(text=text, strict=True)
    session = target.session()
    watcher = _Watcher(curious)
    engine = watcher.engine = Engine(session, watcher)
    engine.stop_on_errors = "all"
    messages: list[str] = []
    session.log = lambda prefix, text: messages.append(f"{prefix}: {text}")

    def work() -> tuple[Any, ...]:
        hooks.set_event(0)
        engine.attach()
        engine.plan = StepExpression()
        engine.plan.arm()
        try:
            result: tuple[Any, ...] = ("value", target.evaluate(session))
        except NixrayError as error:
            result = ("error", str(error), [str(step.text) for step in getattr(error, "trace", [])])
        finally:
            events = hooks.event()
            engine.detach()
        return *result, events, messages, watcher.stops, watcher.said

    limit = sys.getrecursionlimit()
    try:
        return session.run(work)
    finally:
        sys.setrecursionlimit(limit)


@settings(max_examples=int(os.environ.get("NIXRAY_EXAMPLES", "60")), deadline=None)
@given(programs)
@example("let a = 1; b = c; c = c; d = b; in (if d == 1 then d else d)")
def test_looking_changes_nothing(text: str) -> None:
    """A run in which every local of every stop is looked at gives the same output, events and errors as one in
    which nobody looks."""
    try:
        plain = run(text, curious=False)
    except NixrayError:  # an undefined variable
        return
    assert run(text, curious=True) == plain
