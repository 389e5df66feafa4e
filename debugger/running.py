"""Running a target under observation from beginning to end, without ever standing still: for coverage and traces."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from debugger.engine import Engine
from debugger.stepping import Plan
from debugger.stops import Stop
from debugger.target import Target
from evaluator.errors import NixrayError


class _Onward:
    """A front that stops for nothing."""

    def stopped(self, stop: Stop) -> Plan:
        return Plan()

    def output(self, text: str) -> None:
        return

    def freeze(self) -> bool:
        return False


@dataclass
class Run:
    """A run that is over: its engine, what it gave, or how it failed."""

    engine: Engine
    value: str = ""
    error: NixrayError | None = None


def observed(target: Target, begin: Callable[[], None], end: Callable[[Run], Any]) -> Any:
    """Evaluate a target with every file compiled for a debugger: `begin()` is called right before, and `end(run)`,
    whose result is returned, right after, also after a failure."""
    session = target.session()
    engine = Engine(session, _Onward())
    engine.stop_on_errors = "none"
    run = Run(engine)

    def work() -> Any:
        engine.attach()
        try:
            begin()
            run.value = target.evaluate(session)
        except NixrayError as error:
            run.error = error
        finally:
            engine.detach()
        result = end(run)
        if session.cache is not None:
            session.cache.flush()
        return result

    return session.run(work)
