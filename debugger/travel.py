"""Going back in time: which event to go to, and getting there.

An evaluation that reads the same files counts the same events, so a moment of it is a number. The
history of a replay up to the present tells where the step before was; how far back the replay must
begin is not known, so it is tried with longer and longer stretches.
"""

from __future__ import annotations

from typing import Any

from debugger.debuggee import Debuggee
from debugger.timeline import HISTORY_LIMIT
from evaluator.errors import NixrayError

STRETCHES = (800, 8_000, 80_000, 800_000, HISTORY_LIMIT)
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
    """The event before `now` that a way of going back means (see `Service.earlier`). Raises NoSuchMoment."""
    standing: Data = {"living": [], "frame": None}
    if how not in ("expression", "line"):
        standing = debuggee.ask("standing", frame=frame)
    with debuggee.historian(now) as known:
        if known:
            found = debuggee.ask("earlier_than", how=how, now=now, **standing)
            if found["trusted"] and found["event"] is not None and found["event"] > found["oldest"]:
                return int(found["event"])
    try:
        return int(search(debuggee, now, "earlier", how=how, frame=frame)["event"])
    except NoSuchMoment:
        raise NoSuchMoment("there is nothing before this") from None


def search(debuggee: Debuggee, now: int, request: str, **fields: Any) -> Data:
    """What a request about the history up to `now` says, with an `event` (or an `entry`, where an argument was
    passed). The debuggee stays where it is. Raises NoSuchMoment if the whole history tells nothing."""
    for stretch in STRETCHES:
        copy = debuggee.before(max(now - stretch, -1))
        with debuggee.visiting(copy) as stop:
            debuggee.ask("keep_history", size=now - max(copy.event, 0) + 1)
            debuggee.go_on(copy.event, stop, now)
            found: Data = debuggee.ask(request, **fields)
            at = found.get("entry") if found["event"] is None else found["event"]
            # What `earlier` finds at the very edge may have begun before.
            sure = at is not None and (at > found["oldest"] or copy.event < 0 or request != "earlier")
            if sure and request == "earlier":
                debuggee.keep_historian(int(found["oldest"]), now)
        if sure:
            return found
        if copy.event < 0:
            break
    raise NoSuchMoment("the history tells nothing of it")


def look_at(debuggee: Debuggee, event: int, request: str, **fields: Any) -> Any:
    """The answer to a request at another event. The debuggee stays where it is."""
    copy = debuggee.before(event)
    with debuggee.visiting(copy) as stop:
        debuggee.go_on(copy.event, stop, event)
        return debuggee.ask(request, **fields)


def creation(debuggee: Debuggee, now: int, index: int, path: str = "") -> Data:
    """What `Explainer.creation` says of a thunk, whereby an argument is followed to where it was passed. Raises
    NoSuchMoment."""
    found = search(debuggee, now, "creation", index=index, path=path)
    while found["event"] is None:
        # At the entry of the call the argument's thunk is still there.
        found = search(debuggee, int(found["entry"]), "creation", index=0, path=path)
    return found


def forcing(debuggee: Debuggee, now: int, index: int, path: str) -> int:
    """The event at which the thunk at a path was forced. Raises NoSuchMoment."""
    found = search(debuggee, now, "forcing", index=index, path=path)
    if found["event"] is not None:
        return int(found["event"])
    # An argument: wait for its thunk from the entry of the call on.
    entry = int(found["entry"])
    copy = debuggee.before(entry)
    with debuggee.visiting(copy) as stop:
        debuggee.go_on(copy.event, stop, entry)
        debuggee.ask("configure", breakpoints=[], errors="none", kinds=[])
        debuggee.ask("watch", number=1, index=0, path=path)
        debuggee.ask("resume", how="continue")
        while (message := debuggee.receive()).get("event") == "output":
            pass
        if message.get("reason") != "breakpoint" or message["at"] > now:
            raise NoSuchMoment("nobody has forced it up to now")
        return int(message["at"])


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
