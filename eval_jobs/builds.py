"""Builds that parked attributes wait for: a queue, and a few connections to the store that work it off.

Each builder is a thread with a connection of its own, since a daemon answers one request at a time on
each. A target that several attributes need is built once.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from evaluator.errors import EvalError, Interrupted, NixrayError
from evaluator.store.objects import Built, Store

_LONGEST_MESSAGE = 6000
"""Characters of a failure that are passed on; the tail of a log fits easily."""


@dataclass(slots=True)
class _Wish:
    """What one attribute waits for: targets still to come, and how the others ended."""

    left: set[str]
    results: list[Built] = field(default_factory=list)


class Builds:
    """`open_store` opens a connection; `jobs` is how many builds run at a time. `ready` is a descriptor that can
    be read once `finished` has something to give."""

    def __init__(self, open_store: Callable[[], Store], jobs: int) -> None:
        self._open_store = open_store
        self._jobs = jobs
        self._todo: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[Built] = queue.SimpleQueue()
        self._wishes: dict[object, _Wish] = {}
        self._waiting: dict[str, list[object]] = {}
        self._known: dict[str, Built] = {}
        self._threads: list[threading.Thread] = []
        self.ready, self._bell = os.pipe()
        os.set_blocking(self.ready, False)
        self.running = 0

    @property
    def queued(self) -> int:
        """Targets that are neither built nor being built."""
        return len(self._waiting) - self.running

    def want(self, who: object, targets: tuple[str, ...]) -> None:
        """Have targets built for somebody, who is named again by `finished`."""
        wish = self._wishes[who] = _Wish(set())
        for target in targets:
            if target in self._known:
                wish.results.append(self._known[target])
            else:
                wish.left.add(target)
                if target not in self._waiting:
                    self._waiting[target] = []
                    self._todo.put(target)
                self._waiting[target].append(who)
        if not wish.left:
            os.write(self._bell, b".")
        elif len(self._threads) < min(self._jobs, len(self._waiting)):
            thread = threading.Thread(target=self._work, name="builder", daemon=True)
            self._threads.append(thread)
            thread.start()

    def finished(self) -> list[tuple[object, tuple[Built, ...]]]:
        """Who got everything, and how it ended. Never waits."""
        with suppress(BlockingIOError):
            os.read(self.ready, 1 << 12)
        while not self._done.empty():
            built = self._done.get()
            self._known[built.target] = built
            for who in self._waiting.pop(built.target):
                wish = self._wishes[who]
                wish.left.discard(built.target)
                wish.results.append(built)
        over = [who for who, wish in self._wishes.items() if not wish.left]
        return [(who, tuple(self._wishes.pop(who).results)) for who in over]

    def _work(self) -> None:
        """A builder's whole life. It ends with the process."""
        store: Store | None = None
        while True:
            target = self._todo.get()
            self.running += 1
            try:
                if store is None:
                    store = self._open_store()
                built = self._shortened(store.build([target])[0])
            except Interrupted:
                return
            except (NixrayError, IndexError) as error:
                message = error.message if isinstance(error, EvalError) else str(error)
                built = Built(target, "misc-failure", message, {}, 0)
            self.running -= 1
            self._done.put(built)
            os.write(self._bell, b".")

    def _shortened(self, built: Built) -> Built:
        message = built.message
        if len(message) > _LONGEST_MESSAGE:
            message = message[: _LONGEST_MESSAGE // 3] + "\n[...]\n" + message[-_LONGEST_MESSAGE // 2 :]
        return built._replace(message=message)
