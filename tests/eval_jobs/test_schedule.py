"""The schedule through any course of events: no task is lost, none is done twice."""

from __future__ import annotations

from collections import Counter

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from eval_jobs.looking import Task
from eval_jobs.results import Outcome, timed_out
from eval_jobs.schedule import IN_FLIGHT, Schedule, Settled

MIB = 1 << 20


class Course(RuleBasedStateMachine):
    """Plays the pool, the workers and the clock at random against one schedule."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.made = 0
        self.hired = 0
        self.settled: Counter[Task] = Counter()
        self.too_large: set[Task] = set()
        self.inboxes: dict[int, list[Task]] = {}
        self.parked: list[Task] = []

    @initialize(workers=st.integers(1, 4), budget=st.integers(200, 2000), tasks=st.integers(0, 20))
    def start(self, workers: int, budget: int, tasks: int) -> None:
        self.limit = workers
        self.schedule = Schedule(workers, budget * MIB, min(budget, 500) * MIB)
        self.schedule.base = 50 * MIB
        self.add(tasks)

    @rule(count=st.integers(1, 6))
    def add(self, count: int) -> None:
        """A set was entered."""
        tasks = [Task((f"a{self.made + number}",), False) for number in range(count)]
        self.made += count
        self.schedule.add(tasks)

    @rule()
    def arrange(self) -> None:
        """What the pool does between two events."""
        schedule = self.schedule
        for worker in schedule.victims(self.now):
            if len(self.inboxes[worker]) > 1:
                schedule.taken_back(worker, self.inboxes[worker].pop())
        for worker in schedule.dismissals():
            assert not self.inboxes.pop(worker)
            assert schedule.died(worker) is None
        while schedule.wants_worker():
            self.hired += 1
            self.inboxes[self.hired] = []
            schedule.hired(self.hired, 60 * MIB)
        for worker, task in schedule.assignments(self.now):
            self.inboxes[worker].append(task)
        if schedule.unfinished > len(self.parked):
            assert any(self.inboxes.values()), "there is work, and nobody does it"

    @rule(seconds=st.sampled_from([0.001, 0.1, 5.0]))
    def wait(self, seconds: float) -> None:
        self.now += seconds

    @precondition(lambda self: any(self.inboxes.values()))
    @rule(data=st.data(), memory=st.integers(60, 900), last=st.booleans())
    def answer(self, data: st.DataObject, memory: int, last: bool) -> None:
        """A worker settles its first task; sometimes it was killed a moment before it could say so."""
        worker = self.some_busy(data)
        task = self.schedule.answered(worker, memory * MIB, self.now, last)
        assert task == self.inboxes[worker].pop(0)
        self.settled[task] += 1
        if last:
            self.inboxes[worker].clear()
        if self.schedule.loads[worker].doom is not None:
            assert self.end(worker) is None, "what follows the answer is not to blame"

    @precondition(lambda self: any(self.inboxes.values()))
    @rule(data=st.data(), memory=st.integers(60, 900))
    def park(self, data: st.DataObject, memory: int) -> None:
        """A worker's first task has to wait for a build."""
        worker = self.some_busy(data)
        task = self.schedule.parked(worker, memory * MIB, self.now)
        assert task == self.inboxes[worker].pop(0)
        self.parked.append(task)
        if self.schedule.loads[worker].doom is not None:
            assert self.end(worker) is None, "what follows the answer is not to blame"

    @precondition(lambda self: bool(self.parked))
    @rule(data=st.data())
    def resume(self, data: st.DataObject) -> None:
        """What a parked task waits for is there."""
        task = self.parked.pop(data.draw(st.integers(0, len(self.parked) - 1)))
        self.schedule.resumed(task, task)

    @precondition(lambda self: any(self.inboxes.values()))
    @rule(data=st.data())
    def crash(self, data: st.DataObject) -> None:
        """A worker dies of its own, or somebody kills it."""
        self.end(self.some_busy(data))

    @precondition(lambda self: bool(self.inboxes))
    @rule(data=st.data())
    def crash_of_any(self, data: st.DataObject) -> None:
        """A worker dies, whatever it does or does not do."""
        self.end(data.draw(st.sampled_from(sorted(self.inboxes))))

    @precondition(lambda self: any(self.inboxes.values()))
    @rule(data=st.data())
    def condemn(self, data: st.DataObject) -> None:
        """A signal is on its way to a worker, which may still answer before it arrives."""
        worker = self.some_busy(data)
        if self.schedule.loads[worker].doom is None:
            self.schedule.condemned(worker, timed_out(self.inboxes[worker][0].path, 4.0))

    @rule()
    def time_out(self) -> None:
        """Slow tasks are ended."""
        for worker in self.schedule.expired(self.now, 4.0):
            task = self.inboxes[worker][0]
            self.schedule.condemned(worker, timed_out(task.path, 4.0))
            self.end(worker, Outcome.TIMEOUT)

    @precondition(lambda self: any(self.inboxes.values()))
    @rule(data=st.data(), memory=st.integers(60, 3000))
    def grow(self, data: st.DataObject, memory: int) -> None:
        """A worker takes more memory in the middle of a task; the budget is watched."""
        self.schedule.sampled(self.some_busy(data), memory * MIB)
        if self.schedule.memory > self.schedule.budget:
            worker = self.schedule.largest()
            if worker is not None:
                alone = self.schedule.loads[worker].alone
                self.schedule.condemned_for_memory(worker)
                self.end(worker, Outcome.CRASH if alone else None)

    def some_busy(self, data: st.DataObject) -> int:
        return data.draw(st.sampled_from(sorted(worker for worker, tasks in self.inboxes.items() if tasks)))

    def end(self, worker: int, outcome: Outcome | None = None) -> Settled | None:
        """The process is gone."""
        held = self.inboxes.pop(worker)
        settled = self.schedule.died(worker)
        if settled is not None:
            assert settled.task == held[0]
            assert outcome is None or (settled.record is not None and settled.record.outcome is outcome)
            self.settled[settled.task] += 1
        return settled

    @invariant()
    def nothing_is_lost_or_doubled(self) -> None:
        if hasattr(self, "schedule"):
            assert sum(self.settled.values()) + self.schedule.unfinished == self.made
            assert not self.settled or max(self.settled.values()) == 1

    @invariant()
    def limits_hold(self) -> None:
        assert all(len(tasks) <= IN_FLIGHT for tasks in self.inboxes.values())
        if hasattr(self, "schedule"):
            assert len(self.inboxes) <= self.limit
            for worker, tasks in self.inboxes.items():
                assert list(self.schedule.loads[worker].tasks) == tasks

    def teardown(self) -> None:
        """Whatever came before, a run comes to its end, with every task settled once."""
        if not hasattr(self, "schedule"):
            return
        for task in self.parked:
            self.schedule.resumed(task, task)
        self.parked.clear()
        for _ in range(20 * (self.made + 1)):
            if not self.schedule.unfinished:
                break
            self.arrange()
            for worker in [worker for worker, load in self.schedule.loads.items() if load.doom is not None]:
                self.end(worker)
            for worker in [worker for worker, tasks in self.inboxes.items() if tasks]:
                task = self.schedule.answered(worker, 100 * MIB, self.now)
                assert task == self.inboxes[worker].pop(0)
                self.settled[task] += 1
        assert self.settled == Counter({Task((f"a{number}",), False): 1 for number in range(self.made)})


Course.TestCase.settings = settings(max_examples=300, stateful_step_count=40, deadline=None)
TestCourse = Course.TestCase


def test_what_waits_at_a_worker_that_is_replaced_goes_to_another() -> None:
    """A task whose build has ended is not bound to a worker that begins nothing more."""
    schedule = Schedule(1, 1000 * MIB, 200 * MIB)
    tasks = [Task((name,), False) for name in "abcdefgh"[: IN_FLIGHT + 1]]
    schedule.add(tasks)
    schedule.hired(1, 60 * MIB)
    assert [task for _, task in schedule.assignments(0)] == tasks[:IN_FLIGHT]
    assert schedule.parked(1, 60 * MIB, 0) == tasks[0]
    assert [task for _, task in schedule.assignments(0)] == tasks[IN_FLIGHT:]
    schedule.resumed(tasks[0], tasks[0])
    assert list(schedule.assignments(0)) == []
    for task in tasks[1:]:
        assert schedule.answered(1, 300 * MIB, 0) == task
    assert schedule.dismissals() == [1] and schedule.died(1) is None
    schedule.hired(2, 60 * MIB)
    assert [task for _, task in schedule.assignments(0)] == tasks[:1]
