"""The engine that hands shards to a dask scheduler: `--engine dask://host:port`.

Dask gives a shard to another worker when one is lost. A shard that keeps losing workers is halved, until
the attribute that does it is alone and gets the record. Whatever the topology, each task is answered once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from eval_jobs.distributed.bundle import pack
from eval_jobs.distributed.shard import Work, evaluate_shard
from eval_jobs.looking import Input, Look, Task
from eval_jobs.results import Record, crashed
from evaluator.errors import NixrayError

_SHARDS_EACH = 4
"""Shards for each of the cluster's threads: enough that all end at about the same time."""

_SMALLEST, _LARGEST = 16, 400
"""Tasks of a shard: each evaluates the root once."""


class EngineUnusable(NixrayError):
    """There is no such engine, or it cannot be reached."""


def dask_address(engine: str) -> str:
    """The scheduler's address in dask's form; raises EngineUnusable."""
    parts = urlsplit(engine)
    try:
        port = parts.port
    except ValueError:
        port = None
    if parts.scheme != "dask" or not parts.hostname or port is None:
        raise EngineUnusable(f"'{engine}' is no engine; write dask://HOST:PORT")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"tcp://{host}:{port}"


class DaskEngine:
    """One run on a cluster. Iterate over `looks` once."""

    def __init__(self, address: str, work: Work) -> None:
        self._address = address
        self._work = work
        self._todo: deque[Task] = deque()
        self._running: dict[Any, list[Task]] = {}
        self._done = 0
        self.inputs: set[Input] = set()
        """What other machines look at cannot be noted here, so nothing is."""

    @property
    def known(self) -> int:
        """Records given and attributes still to look at."""
        return self._done + len(self._todo) + sum(map(len, self._running.values()))

    def worker_memory(self) -> list[int]:
        """Nothing: workers are elsewhere."""
        return []

    def add(self, tasks: Iterable[Task]) -> None:
        """More to look at, while `looks` is being read."""
        self._todo.extend(tasks)

    def looks(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Look]]:
        """Each task with what was seen, in completion order."""
        try:
            distributed: Any = import_module("distributed")
        except ImportError as error:
            raise EngineUnusable("this needs the optional part: pip install 'nixray[distributed]'") from error
        self.add(tasks)
        try:
            client = distributed.Client(self._address, timeout=10, set_as_default=False)
        except (OSError, TimeoutError) as error:
            raise EngineUnusable(f"there is no dask scheduler at {self._address}") from error
        with client:
            # Sent once; workers that come later get it from those that have it.
            self._bundle = client.scatter(pack(self._work.trees), broadcast=True)
            completed = distributed.as_completed(loop=client.loop)
            self._submit(client, completed)
            while self._running:
                future = next(completed)
                shard = self._running.pop(future)
                yield from self._results(client, completed, future, shard)
                self._submit(client, completed)

    def _submit(self, client: Any, completed: Any) -> None:
        """Turn what waits into shards."""
        threads = max(sum(client.nthreads().values()), 1)
        size = min(max(len(self._todo) // (threads * _SHARDS_EACH), _SMALLEST), _LARGEST)
        while self._todo:
            self._start(client, completed, [self._todo.popleft() for _ in range(min(size, len(self._todo)))])

    def _start(self, client: Any, completed: Any, shard: list[Task]) -> None:
        # Not pure: what is asked twice is wanted twice, after a crash for instance.
        future = client.submit(evaluate_shard, self._work, self._bundle, shard, pure=False)
        self._running[future] = shard
        completed.add(future)

    def _results(self, client: Any, completed: Any, future: Any, shard: list[Task]) -> Iterator[tuple[Task, Look]]:
        distributed: Any = import_module("distributed")
        try:
            answers = future.result()
        except distributed.KilledWorker:
            if len(shard) == 1:
                self._done += 1
                yield shard[0], crashed(shard[0].path, "was lost with its machine, several times")
            else:
                half = len(shard) // 2
                self._start(client, completed, shard[:half])
                self._start(client, completed, shard[half:])
            return
        assert sorted(task for task, _ in answers) == sorted(shard), "a shard answers each of its tasks once"
        for task, look in answers:
            self._done += isinstance(look, Record)
            yield task, look
