"""Who does what: the attributes of a run and its workers, without any process.

The pool says what happened (a worker answered, died, grew) and asks what to do next (start one, hand over
a task, take one back, end one). Every task is in exactly one place: waiting, waiting to be alone, in the
hands of one worker, parked until something is built, or settled. Nothing here knows the time or a
process id, so tests drive it through any course of events.

Memory: the run has one budget. A worker gets a task only while what all use, and what the tasks under way
are expected to add, fits. Where that was wrong, the largest worker ends and its task is retried later with
nothing beside it; only a task that does not fit even then is recorded as too large.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from eval_jobs.looking import Task
from eval_jobs.results import Record, over_budget

IN_FLIGHT = 4
"""Tasks a worker holds: the one it evaluates and some that wait, so that it does not wait for the pool, also
where the machine is busy. What waits can be taken back."""

_PATIENCE = 0.02
"""Seconds that a task waits behind another before it is given to somebody idle."""

_FADING = 0.98
"""What the expected growth of a task loses with each task that grew less."""


@dataclass(slots=True)
class Load:
    """One worker as the schedule sees it. `memory` is in bytes, `since` is when its first task began."""

    memory: int = 0
    since: float = 0.0
    tasks: deque[Task] = field(default_factory=deque)
    resumed: deque[Task] = field(default_factory=deque)
    retiring: bool = False
    alone: bool = False
    answers: int = 0
    memory_before: int = 0
    doom: Doom | None = None

    @property
    def busy(self) -> bool:
        """Whether it has anything to do."""
        return bool(self.tasks)


class Doom(NamedTuple):
    """Why a worker is being ended: in which task, and that task's record (None: it is retried alone)."""

    task: Task
    record: Record | None


class Settled(NamedTuple):
    """A task that a dead worker takes with it; without a record, how it died is the record."""

    task: Task
    record: Record | None


class Schedule:
    """The tasks and workers of one run. `budget` and `recycle` are bytes: what all may use together, and
    past what one worker is replaced between two tasks."""

    def __init__(self, workers: int, budget: int, recycle: int) -> None:
        self._limit = workers
        self.budget = budget
        self._recycle = recycle
        self._waiting: deque[Task] = deque()
        self._alone: deque[Task] = deque()
        self._parked: dict[Task, int] = {}
        self.loads: dict[int, Load] = {}
        self.base = 0
        """Bytes that are used whether or not there is a worker."""
        self._growth = 0.0
        self._fresh = 0

    # ------------------------------------------------------------------ tasks

    def add(self, tasks: Iterable[Task]) -> None:
        """More to do."""
        self._waiting.extend(tasks)

    @property
    def unfinished(self) -> int:
        """Tasks that are not settled."""
        held = sum(len(load.tasks) for load in self.loads.values())
        held += sum(len(load.resumed) for load in self.loads.values())
        return len(self._waiting) + len(self._alone) + len(self._parked) + held

    # ------------------------------------------------------------------ what to do next

    def wants_worker(self) -> bool:
        """Whether to start a worker now."""
        if len(self.loads) >= self._limit:
            return False
        if self._alone_is_next():
            return not self.loads
        if self._somebody_is_alone():
            return False
        idle = sum(not load.busy and not load.retiring for load in self.loads.values())
        return len(self._waiting) > idle and self._fits(self._fresh)

    def hired(self, worker: int, memory: int) -> None:
        """A worker has started."""
        self.loads[worker] = Load(memory, memory_before=memory, alone=self._alone_is_next())
        self._fresh = memory

    def assignments(self, now: float) -> Iterator[tuple[int, Task]]:
        """Tasks to hand over, each to a worker; first one to everybody, then one to wait."""
        for depth in range(1, IN_FLIGHT + 1):
            for worker, load in self.loads.items():
                task = self._next_task(load, depth)
                if task is not None:
                    if not load.busy:
                        load.since = now
                    load.tasks.append(task)
                    yield worker, task

    def _next_task(self, load: Load, depth: int) -> Task | None:
        if load.retiring or load.doom is not None or len(load.tasks) >= depth:
            return None
        if load.alone:
            return self._alone.popleft() if self._alone and not load.busy else None
        if not (self._waiting or load.resumed) or self._somebody_is_alone() or (depth == 1 and not self._fits()):
            return None
        return load.resumed.popleft() if load.resumed else self._waiting.popleft()

    def dismissals(self) -> list[int]:
        """Idle workers to end: replaced ones, those in the way of a task that has to be alone, and those
        whose memory keeps others from working."""
        crowded = self.memory > self.budget or (bool(self._waiting) and not self._fits())
        return [
            worker
            for worker, load in self.loads.items()
            if not load.busy
            and not load.resumed
            and (load.retiring or (load.alone and load.answers > 0) or self._alone_is_next(load) or crowded)
        ]

    def victims(self, now: float) -> list[int]:
        """Workers from which a waiting task is to be taken back: somebody idle could do it at once, or
        the worker is to be replaced. The one that is at its first task for longest comes first."""
        idle = any(not load.busy and not load.retiring for load in self.loads.values()) or (
            len(self.loads) < self._limit
        )
        starving = idle and not self._waiting and not self._somebody_is_alone()
        crowd = [
            (load.since, worker)
            for worker, load in self.loads.items()
            if len(load.tasks) > 1
            and load.doom is None
            and (load.retiring or (starving and now - load.since > _PATIENCE))
        ]
        return [worker for _, worker in sorted(crowd)]

    # ------------------------------------------------------------------ what happened

    def taken_back(self, worker: int, task: Task) -> None:
        """A task was taken from a worker before it began."""
        self.loads[worker].tasks.remove(task)
        self._waiting.appendleft(task)

    def answered(self, worker: int, memory: int, now: float, last: bool = False) -> Task:
        """A worker has settled its first task; with `last` it does no more. Gives that task."""
        load = self.loads[worker]
        task = load.tasks.popleft()
        self._growth = max(memory - load.memory_before, self._growth * _FADING)
        load.memory = load.memory_before = memory
        load.since = now
        load.answers += 1
        load.retiring = load.retiring or last or memory + self._growth > self._recycle
        if last:
            self._waiting.extendleft(reversed(load.tasks))
            load.tasks.clear()
        if load.retiring:
            # It begins nothing more, not even what it knows already.
            self._waiting.extendleft(load.resumed)
            load.resumed.clear()
        return task

    def parked(self, worker: int, memory: int, now: float) -> Task:
        """A worker's first task needs a build before it can go on. Gives that task."""
        task = self.answered(worker, memory, now)
        self._parked[task] = worker
        return task

    def resumed(self, task: Task, again: Task) -> None:
        """What a parked task needs is there: it goes on as `again`, where it was if that worker still is."""
        load = self.loads.get(self._parked.pop(task))
        if load is None or load.retiring or load.doom is not None or load.alone:
            self._waiting.appendleft(again)
        else:
            load.resumed.append(again)

    def died(self, worker: int) -> Settled | None:
        """A worker is gone. Its first task is settled, unless it was ended for another reason; what it had
        not begun waits again."""
        load = self.loads.pop(worker)
        settled = None
        if load.busy and (load.doom is None or load.doom.task == load.tasks[0]):
            head = load.tasks.popleft()
            if load.doom is not None and load.doom.record is None:
                self._alone.append(head)
            else:
                settled = Settled(head, load.doom.record if load.doom is not None else None)
        # An answer may have come just before the end that was meant for it: what follows is not to blame.
        self._waiting.extendleft(reversed(load.tasks))
        self._waiting.extendleft(load.resumed)
        return settled

    def condemned(self, worker: int, record: Record | None) -> None:
        """A worker is being ended for its first task."""
        load = self.loads[worker]
        load.doom = Doom(load.tasks[0], record)

    def expired(self, now: float, seconds: float) -> list[int]:
        """Workers that have been at their first task for longer than that."""
        return [
            worker
            for worker, load in self.loads.items()
            if load.busy and load.doom is None and now - load.since > seconds
        ]

    def sampled(self, worker: int, memory: int) -> None:
        """What a worker uses now, in the middle of whatever it does."""
        load = self.loads[worker]
        load.memory = memory
        if load.busy:
            self._growth = max(self._growth, memory - load.memory_before)

    @property
    def memory(self) -> int:
        """Bytes that all use together, as sampled."""
        return self.base + sum(load.memory for load in self.loads.values())

    def largest(self) -> int | None:
        """The worker to end when the budget is exceeded: the largest that is busy; None while one is
        being ended already."""
        if any(load.doom is not None for load in self.loads.values()):
            return None
        busy = [(load.memory, worker) for worker, load in self.loads.items() if load.busy]
        return max(busy)[1] if busy else None

    def condemned_for_memory(self, worker: int) -> None:
        """A worker is being ended because the budget is exceeded."""
        load = self.loads[worker]
        head = load.tasks[0]
        self.condemned(worker, over_budget(head.path, self.budget) if load.alone else None)

    # ------------------------------------------------------------------ rules

    def _fits(self, more: int = 0) -> bool:
        """Whether one more task may be begun, beside `more` bytes; always, when nobody does anything."""
        busy = sum(load.busy for load in self.loads.values())
        return not busy or self.memory + more + (busy + 1) * self._growth <= self.budget

    def _alone_is_next(self, load: Load | None = None) -> bool:
        """Whether the next thing to do is a task that has to be alone (and `load` is not the one for it)."""
        if not self._alone or self._waiting or any(other.busy for other in self.loads.values()):
            return False
        return load is None or not (load.alone and load.answers == 0)

    def _somebody_is_alone(self) -> bool:
        return any(load.alone for load in self.loads.values())
