"""Our side of a run: records of attributes, from the ledger where it knows them, else from an engine."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import click

from eval_jobs.builds import Builds
from eval_jobs.distributed.engine import DaskEngine, EngineUnusable, dask_address
from eval_jobs.distributed.shard import Work
from eval_jobs.evaluation import SessionLooker, settings_of
from eval_jobs.ledger.identity import identity_of
from eval_jobs.ledger.store import COMPLETE, INTERRUPTED, Ledger, LedgerFailed, RunLog
from eval_jobs.ledger.trees import trees_of
from eval_jobs.looking import Children, Input, Look, Nothing, Task
from eval_jobs.options import Common
from eval_jobs.paths import AttrPath
from eval_jobs.pool import Pool
from eval_jobs.results import Outcome, Record
from eval_jobs.wanted import Wanted


class Engine(Protocol):
    """What evaluates: the worker pool of this machine, or one of many machines."""

    @property
    def known(self) -> int:
        """Records given and attributes still to look at."""

    @property
    def inputs(self) -> set[Input]:
        """What was looked at so far, beyond what the run is known to depend on."""

    def worker_memory(self) -> list[int]:
        """Resident bytes of each worker now, as far as they are known."""

    def add(self, tasks: Iterable[Task]) -> None:
        """More to look at, while `looks` is being read."""

    def looks(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Look]]:
        """Each task with what was seen, in completion order."""


class Ours:
    """The records of one run. `log` is where they are kept, None where nothing is."""

    def __init__(self, engine: Engine, log: RunLog | None = None) -> None:
        self._engine = engine
        self._log = log
        self.reused = 0
        """Records that were known before."""
        self.counts = dict.fromkeys((outcome.value for outcome in Outcome), 0)

    @property
    def known(self) -> int:
        """Records given and attributes still to look at; grows while sets are entered."""
        return self.reused + self._engine.known

    def worker_memory(self) -> list[int]:
        """Resident bytes of each worker now."""
        return self._engine.worker_memory()

    def records(self, paths: list[AttrPath] | None) -> Iterator[Record]:
        """Records in completion order: of `paths`, or of every job below the root. However this ends, the
        ledger knows what was given."""
        state = INTERRUPTED
        try:
            tasks = [Task((), False)] if paths is None else [Task(path, True) for path in paths]
            todo: list[Task] = []
            yield from self._known_before(tasks, todo)
            for task, look in self._engine.looks(todo):
                self._keep(task, look)
                if isinstance(look, Record):
                    yield self._counted(look)
                elif isinstance(look, Children):
                    more: list[Task] = []
                    yield from self._known_before([Task(path, False) for path in look.paths], more)
                    self._engine.add(more)
            state = COMPLETE
        finally:
            self._end(state)

    def _known_before(self, tasks: Iterable[Task], todo: list[Task]) -> Iterator[Record]:
        """Records that the ledger has, sets entered on the way; what it has not goes to `todo`."""
        pending = deque(tasks)
        while pending:
            task = pending.popleft()
            match self._recall(task):
                case None:
                    todo.append(task)
                case Children(paths):
                    pending.extend(Task(path, False) for path in paths)
                case Nothing():
                    pass
                case Record() as record:
                    self.reused += 1
                    yield self._counted(record)

    def _counted(self, record: Record) -> Record:
        self.counts[record.outcome.value] += 1
        return record

    # A ledger that fails (a full disk, say) costs the ledger, never a result.

    def _recall(self, task: Task) -> Look | None:
        try:
            return self._log.get(task) if self._log is not None else None
        except LedgerFailed as error:
            self._give_up(error)
            return None

    def _keep(self, task: Task, look: Look) -> None:
        try:
            if self._log is not None:
                self._log.put(task, look, self._engine.inputs)
        except LedgerFailed as error:
            self._give_up(error)

    def _end(self, state: str) -> None:
        try:
            if self._log is not None:
                self._log.end(state, {"outcomes": self.counts, "reused": self.reused})
        except LedgerFailed as error:
            self._give_up(error)

    def _give_up(self, error: LedgerFailed) -> None:
        click.echo(f"warning: {error}; this run is not kept", err=True)
        self._log = None


def our_side(given: Common, wanted: Wanted, command: str, builds: Builds | None = None) -> Ours:
    """What evaluates, and where it is kept; `builds` are for what attributes read. A ledger that
    cannot be opened costs only itself; raises NoSuchRun when there is nothing to resume."""
    if given.keeping.file is None:
        return Ours(_engine(given, wanted, None, builds))
    identity = identity_of(given.root, wanted, settings_of(given.root), elsewhere=given.engine is not None)
    log = None
    try:
        ledger = Ledger(given.keeping.file)
        # What is written or built may have been collected since, so only a run that goes on trusts its results.
        reuse = given.keeping.reuse and not wanted.instantiate
        log = ledger.begin(identity, command, resume=given.keeping.resume, reuse=reuse)
    except LedgerFailed as error:
        if given.keeping.resume:
            raise
        click.echo(f"warning: {error}; this run is not kept", err=True)
    return Ours(_engine(given, wanted, identity.trees, builds), log)


def _engine(given: Common, wanted: Wanted, trees: list[Path] | None, builds: Builds | None) -> Engine:
    """The engine that was asked for. With `trees`, what is read outside of them is noted."""
    limits = given.limits
    if given.engine is None:
        return Pool(SessionLooker(given.root, wanted, trees), limits, builds)
    if given.root.flake is not None:
        raise EngineUnusable("a flake cannot be evaluated on a cluster; give a file or an expression")
    # Nothing is written to the stores of other machines.
    wanted = replace(wanted, instantiate=False, roots=None)
    work = Work(given.root, tuple(trees or trees_of(given.root)), wanted, limits.item_timeout, limits.memory)
    return DaskEngine(dask_address(given.engine), work)
