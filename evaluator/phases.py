"""How long the phases of an evaluation take: reading, parsing, compiling, the cache of compiled files.

Phases do not nest. What is in none of them is evaluating.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

NAMES = ("read", "parse", "compile", "cache")


class Phases:
    """Seconds by phase since it was made. `clock` gives seconds."""

    def __init__(self) -> None:
        self.clock = time.perf_counter
        self.began = self.clock()
        self.spent = dict.fromkeys(NAMES, 0.0)

    @contextmanager
    def during(self, name: str) -> Iterator[None]:
        """Count the block as a part of the phase `name`."""
        began = self.clock()
        try:
            yield
        finally:
            self.spent[name] += self.clock() - began

    def seconds(self) -> dict[str, float]:
        """Each phase, what is left (`evaluate`), and `total`."""
        total = self.clock() - self.began
        rest = total - sum(self.spent.values())
        return {name: round(seconds, 6) for name, seconds in {**self.spent, "evaluate": rest, "total": total}.items()}
