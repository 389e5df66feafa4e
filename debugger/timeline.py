"""Where an evaluation was before: reading the machine's history of events backwards.

The history (evaluator/vm/hooks.py) tells of each TRAP and LEAVE its frame, code and position. A frame
that is alive now has been the same activation for as long back as neither a LEAVE at its address nor
the beginning of its code has been passed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from debugger.frames import maker_span
from evaluator.bytecode.traps import traps
from evaluator.vm import activations, hooks

HISTORY_LIMIT = 1 << 24
"""The most events that are recorded: more than evaluating a NixOS system has."""
_MOMENT_BYTES = 56


def history_room() -> int:
    """How many events may be recorded on this machine now: a quarter of the memory that is free, at most."""
    try:
        with open("/proc/meminfo", "rb") as file:
            free = next(int(line.split()[1]) << 10 for line in file if line.startswith(b"MemAvailable:"))
    except (OSError, StopIteration, ValueError):
        return HISTORY_LIMIT >> 2
    return max(1 << 16, min(HISTORY_LIMIT, free // 4 // _MOMENT_BYTES))


class Moment(NamedTuple):
    """An event of the history: what `hooks.moment` tells. `code`, `env`, `base` and `thunk` are ids of
    objects."""

    event: int
    address: int
    what: int
    code: int
    pc: int
    env: int
    base: int
    thunk: int

    @property
    def leaving(self) -> bool:
        """Whether the frame has its value."""
        return self.what == LEFT


TRAPPED, LEFT, CALLED = range(3)
"""What happens at an event of the history."""


class Timeline:
    """The history up to a stop at event `now`; `codes` maps ids to code objects. `living` are the addresses of the
    frames that stand at `now`: those of this process, if none are given."""

    def __init__(self, now: int, codes: dict[int, Any], living: Iterable[int] | None = None) -> None:
        self.now = now
        self.codes = codes
        self._now_living = living

    def at(self, event: int) -> Moment | None:
        """What happened at an event, as far as it is recorded."""
        index = self._index(event)
        if index < hooks.history_length():
            moment = Moment(*hooks.moment(index))
            return moment if moment.event == event else None
        return None

    def _index(self, event: int) -> int:
        """How far back the newest moment is that is not after an event."""
        return bisect_left(range(hooks.history_length()), -event, key=lambda at: -hooks.moment(at)[0])

    @property
    def oldest(self) -> int:
        """The first event that is still known."""
        length = hooks.history_length()
        return int(hooks.moment(length - 1)[0]) if length else self.now

    def back(self) -> Iterator[Moment]:
        """What happened before now, newest first."""
        for at in range(self._index(self.now - 1), hooks.history_length()):
            yield Moment(*hooks.moment(at))

    def stops(self) -> Iterator[Moment]:
        """What happened before now where a step may have begun or a frame ended: no calls of builtins, and
        nothing in code that steps skip."""
        for moment in self.back():
            code = self.codes.get(moment.code)
            if code is not None and not code.skipped:
                yield moment

    def _line(self, moment: Moment) -> int:
        """The line an event stands on; 0 where the code is not known."""
        code = self.codes.get(moment.code)
        if code is None or moment.leaving:
            return 0
        start, _, _ = code.span(moment.pc)
        return int(code.source.line_column(start)[0])

    def expression(self) -> int | None:
        """The expression before this one."""
        return next((moment.event for moment in self.back() if moment.what == TRAPPED), None)

    def line(self) -> int | None:
        """Where the line or frame before this one was begun: the way `step` came."""
        run: Moment | None = None
        for moment in self.stops():
            if run is None:
                run = None if moment.leaving else moment
            elif moment[1:4] != run[1:4] or self._line(moment) != self._line(run):
                break
            else:
                run = moment
        return run.event if run is not None else None

    def line_in(self, address: int) -> int | None:
        """Where the line before this one was begun in a frame or in those around it: the way `next` came."""
        run: Moment | None = None
        for moment in self._living(address):
            if run is None:
                run = moment
            elif moment.address != run.address or self._line(moment) != self._line(run):
                break
            else:
                run = moment
        return run.event if run is not None else None

    def caller(self, address: int) -> int | None:
        """The expression in the frame around a frame that led to it."""
        return next((moment.event for moment in self._living(address + 1)), None)

    def entry(self, address: int) -> int | None:
        """The first expression of a frame."""
        first: int | None = None
        for moment in self._living(address):
            if moment.address == address:
                first = moment.event
            elif first is not None:
                break
        return first

    # ------------------------------------------------------------------ lives of thunks

    def made(self, code: Any, env: int, before: int) -> Moment | None:
        """The expression that made the thunk (or function) of `code` in the environment with the id `env`,
        before an event."""
        parent = code.parent
        stop = maker_span(traps(parent), code) if parent is not None else None
        if stop is None:
            return None
        return self._last(before, TRAPPED, code=id(parent), env=env, pc=stop[0] + 1)

    def forced(self, thunk: int) -> Moment | None:
        """The first expression of a thunk, by its id."""
        return self._last(self.now, TRAPPED, thunk=thunk, pc=1)

    def begun(self, code: int, base: int) -> Moment | None:
        """The first expression of the thunk of some code, made in the environment `base` (ids)."""
        return self._last(self.now, TRAPPED, code=code, base=base, pc=1)

    def entered(self, code: int, env: int) -> Moment | None:
        """The first expression of a call, by the ids of its code and its own environment."""
        return self._last(self.now, TRAPPED, code=code, env=env, pc=1)

    def ended(self, thunk: int = 0, code: int = 0, base: int = 0) -> list[Moment] | None:
        """The end of a thunk (by its id, or by its code and the environment it was made in), and of the frames
        that ended right before it, without anything in between: newest first. None if it is not known."""
        index = hooks.find(self._index(self.now - 1), LEFT, code=code, base=base, thunk=thunk)
        if index < 0:
            return None
        found = [Moment(*hooks.moment(index))]
        for at in range(index + 1, hooks.history_length()):
            moment = Moment(*hooks.moment(at))
            if moment.what != LEFT or moment.event != found[-1].event - 1:
                break
            found.append(moment)
        return found

    def _last(self, before: int, what: int, **ids: int) -> Moment | None:
        """The last time before an event that something happened (see `hooks.find`)."""
        index = hooks.find(self._index(before - 1), what, **ids)
        return Moment(*hooks.moment(index)) if index >= 0 else None

    def _living(self, lowest: int) -> Iterator[Moment]:
        """TRAPs of the activations that are alive now, from an address upwards, newest first."""
        standing = self._now_living
        if standing is None:
            standing = activations.addresses()
        living = {address for address in standing if address >= lowest}
        for moment in self.back():
            if moment.address not in living:
                continue
            if moment.what != TRAPPED:
                living.discard(moment.address)
                continue
            yield moment
            if moment.pc == 1:
                living.discard(moment.address)
