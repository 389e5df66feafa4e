"""What looking at one attribute can show: the interface between the worker pool and an evaluator.

The pool knows nothing of Nix: it hands out paths, and gets back a record, more paths, or nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from eval_jobs.paths import AttrPath
from eval_jobs.results import Record
from evaluator.store.objects import Built


class Input(NamedTuple):
    """Something that was looked at on the way: a `file` by path, or an `env` variable by name."""

    kind: str
    name: str


class Task(NamedTuple):
    """One path to look at. `explicit`: somebody asked for it, so it has to be a derivation. `builds` are those
    that it waited for."""

    path: AttrPath
    explicit: bool
    builds: tuple[Built, ...] = ()


@dataclass(frozen=True, slots=True)
class Children:
    """The attribute is a set to go into."""

    paths: tuple[AttrPath, ...]


@dataclass(frozen=True, slots=True)
class Nothing:
    """The attribute is no job: a plain value, a function, or a set that keeps to itself."""


@dataclass(frozen=True, slots=True)
class Parked:
    """The attribute reads what must be built first: `drv!output` targets whose `.drv` files are in the store. It
    is to be looked at again after that, best by the same worker, where all that it computed still stands."""

    targets: tuple[str, ...]


Look = Record | Children | Nothing


class Looker(Protocol):
    """An evaluator as the pool sees it. Every method runs in a process forked from the caller's."""

    def run(self, body: Callable[[], None]) -> None:
        """Call `body` where evaluation may happen (on a thread with a large stack)."""

    def open(self) -> None:
        """Evaluate the root; raises NixrayError when it cannot be used."""

    def look(self, task: Task) -> Look | Parked:
        """Look at one attribute; failures of the program are records, never exceptions."""

    def inputs(self) -> frozenset[Input]:
        """What this process looked at since it was last asked, beyond what the run is known to depend on."""

    def close(self) -> None:
        """A process that has looked has nothing more to do; keep what others can use."""
