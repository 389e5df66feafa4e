"""Taking samples: the machine is asked now and then what it is doing.

The machine calls the sampler after every `EVERY` activations; when `interval` seconds have gone since the
last sample it walks the frames and bills them the time that went. So nothing interrupts the machine, and
what a long-running builtin takes is billed to the frame that was on top when it ended.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from evaluator.naming import kind_of, title_of
from evaluator.profiling.profile import Place, Profile
from evaluator.values import Builtin
from evaluator.vm import activations, limits

EVERY = 128
"""Activations between two looks at the clock: some ten microseconds."""

INTERVAL = 0.001
"""Seconds between two samples."""

_ALL = 1 << 30


class Sampler:
    """Adds to `profile` what the machine is doing."""

    def __init__(self, profile: Profile, interval: float) -> None:
        self.profile = profile
        self.interval = interval
        self.last = time.perf_counter()
        # By identity, with the code kept alive so that no other gets its identity.
        self.places: dict[int, tuple[Any, Place]] = {}

    def __call__(self) -> None:
        """Take a sample if it is time to."""
        now = time.perf_counter()
        if now - self.last < self.interval:
            return
        frames = activations.activations(0, _ALL)
        self.profile.add([self.place(frame.code) for frame in reversed(frames)], now - self.last)
        # What taking the sample took is not the evaluation's.
        self.last = time.perf_counter()

    def place(self, code: Any) -> Place:
        """The place of a `Code` or `Builtin`."""
        known = self.places.get(id(code))
        if known is None:
            known = self.places[id(code)] = (code, self._place(code))
        return known[1]

    def _place(self, code: Any) -> Place:
        if type(code) is Builtin:
            return Place(f"builtin {code.name}", None, 0)
        source = code.source
        maker = None if code.parent is None else self.place(code.parent)
        line = source.line_column(code.start)[0]
        return Place(title_of(code), source.path or source.name, line, maker, kind_of(code) == "thunk")


@contextmanager
def sampling(interval: float = INTERVAL) -> Iterator[Profile]:
    """Profile what the block evaluates, on the thread that evaluates. The profile is complete at its end."""
    profile = Profile()
    sampler = Sampler(profile, interval)
    limits.sample(sampler, EVERY)
    try:
        yield profile
    finally:
        limits.sample(None, 0)
