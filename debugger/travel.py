"""Going back in time: which event to go to, and getting there.

An evaluation that reads the same files counts the same events, so a moment of it is a number. The
history of a replay up to the present tells where the step before was; how far back the replay must
begin is not known, so it is tried with longer and longer stretches.
"""

from __future__ import annotations

from typing import Any

from debugger.debuggee import Debuggee
from evaluator.errors import NixrayError

STRETCHES = (800, 8_000, 80_000, 1 << 22)
"""How many events are searched, one after the other. Each is less than one of debuggee.DISTANCES, so a
copy that an earlier search has left there is where it begins."""

Data = dict[str, Any]


class NoSuchMoment(NixrayError):
    """There is nothing to go back to, or the event does not exist."""


def go_to(debuggee: Debuggee, event: int) -> Data:
    """Go to an event; gives the stop there. Raises NoSuchMoment if the evaluation ends before it; it then
    stands nowhere."""
    copy = debuggee.before(event)
    stop = debuggee.travel(copy, event)
    if stop.get("event") != "stopped":
        raise NoSuchMoment(f"the evaluation ends at event {stop.get('at')}")
    return stop


def find_earlier(debuggee: Debuggee, now: int, how: str, frame: int) -> int:
    """The event before `now` that a way of going back means (see `Service.earlier`). The debuggee then
    stands at `now` again, or, after NoSuchMoment, too."""
    for stretch in STRETCHES:
        copy = debuggee.before(max(now - stretch, -1))
        stop = debuggee.switch(copy)
        debuggee.ask("keep_history", size=now - max(copy.event, 0) + 1)
        debuggee.go_on(copy.event, stop, now)
        found = debuggee.ask("earlier", how=how, frame=frame)
        debuggee.ask("keep_history", size=0)
        if found["event"] is not None and (found["event"] > found["oldest"] or copy.event < 0):
            return int(found["event"])
        if copy.event < 0:
            break
    raise NoSuchMoment("there is nothing before this")


def find_stop(debuggee: Debuggee, now: int, configure: Any) -> int:
    """The last event before `now` at which a breakpoint, builtins.break or an error would have stopped;
    `configure()` sets the breakpoints up. Raises NoSuchMoment if there is none."""
    end = now
    for stretch in STRETCHES:
        copy = debuggee.before(max(now - stretch, -1))
        stop = debuggee.switch(copy)
        configure()
        stop = debuggee.go_on(copy.event, stop, end - 1, survey=True)
        if stop.get("found") is not None:
            return int(stop["found"])
        if copy.event < 0:
            break
        end = max(copy.event + 1, 1)
    raise NoSuchMoment("nothing stopped before this")
