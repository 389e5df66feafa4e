"""How long the phases of an evaluation take: reading, parsing, compiling, the cache of compiled files.

Phases do not nest. What is in none of them is evaluating.
"""

from __future__ import annotations

from time import perf_counter

NAMES = ("read", "parse", "compile", "cache")


class Phases:
    """Seconds by phase since it was made. `clock` gives seconds."""

    def __init__(self) -> None:
        self.clock = perf_counter
        self.began = self.clock()
        self.spent = dict.fromkeys(NAMES, 0.0)

    def during(self, name: str) -> _Phase:
        """Count the block as a part of the phase `name`."""
        return _Phase(self, name)

    def seconds(self) -> dict[str, float]:
        """Each phase, what is left (`evaluate`), and `total`."""
        total = self.clock() - self.began
        rest = total - sum(self.spent.values())
        return {name: round(seconds, 6) for name, seconds in {**self.spent, "evaluate": rest, "total": total}.items()}


class _Phase:
    """The time of a block."""

    __slots__ = ("began", "name", "phases")

    def __init__(self, phases: Phases, name: str) -> None:
        self.phases = phases
        self.name = name

    def __enter__(self) -> None:
        self.began = self.phases.clock()

    def __exit__(self, *failure: object) -> None:
        self.phases.spent[self.name] += self.phases.clock() - self.began
