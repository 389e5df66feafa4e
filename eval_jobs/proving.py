"""Whether answers depend on anything they must not: a sample is evaluated again under other circumstances.

The order, the number of workers, what a worker has evaluated before, how often it is replaced, where the
source lies and who evaluates it must not matter. Any disagreement is a bug, of nixray or of the program, and
is told with the seed that brings it back.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from eval_jobs.error_kinds import without_value
from eval_jobs.evaluation import SessionLooker
from eval_jobs.ledger.trees import trees_of
from eval_jobs.paths import AttrPath
from eval_jobs.pool import Limits, Pool
from eval_jobs.relocation import brought_back, copy_trees, relocated
from eval_jobs.results import Record
from eval_jobs.root import Root
from eval_jobs.wanted import Wanted

_ANOTHER_USER = {"HOME": "/nonexistent", "SHELL": "/bin/false", "USER": "nobody", "XDG_CONFIG_HOME": "/none"}
_COLD = 8
"""How many attributes are evaluated with a root of their own: each costs a whole evaluation of the root."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """An attribute that came out otherwise under a circumstance."""

    path: AttrPath
    circumstance: str
    expected: str
    found: str


class Proof:
    """A sample of attributes and the circumstances it is evaluated under. The same seed gives the same."""

    def __init__(self, root: Root, wanted: Wanted, limits: Limits, seed: int) -> None:
        self._root = root
        self._wanted = replace(wanted, echo=False)
        self._limits = limits
        self._random = Random(seed)

    def sample(self, records: Iterable[Record], count: int) -> list[Record]:
        """Some of the records, in random order."""
        everything = sorted(records, key=lambda record: record.path)
        return self._random.sample(everything, min(count, len(everything)))

    def circumstances(self, scratch: Path) -> Iterator[tuple[str, Callable[[list[AttrPath]], Iterator[Record]]]]:
        """Each circumstance by name, with what evaluates under it. Moved trees go into `scratch`."""
        yield "another order", lambda paths: self._evaluate(self._shuffled(paths))
        for workers in {1, 3} - {self._limits.workers}:
            yield (
                f"{workers} worker{'s' if workers > 1 else ''}",
                lambda paths, workers=workers: self._evaluate(paths, workers=workers),  # type: ignore[misc]
            )
        yield "a cold root", self._cold
        yield "tight memory", lambda paths: self._evaluate(paths, memory=1 << 20)
        yield "another user", lambda paths: self._evaluate(paths, environment=_ANOTHER_USER, cache=False)
        trees = trees_of(self._root)
        if trees:
            yield "another source path", lambda paths: self._moved(trees, scratch, paths)

    def disagreements(self, sample: list[Record]) -> Iterator[Disagreement]:
        """What comes out otherwise, by circumstance."""
        expected = {record.path: told(record) for record in sample}
        with tempfile.TemporaryDirectory(prefix="nixray-prove-") as scratch:
            for name, evaluate in self.circumstances(Path(scratch)):
                for record in evaluate(list(expected)):
                    if told(record) != expected[record.path]:
                        yield Disagreement(record.path, name, str(expected[record.path]), str(told(record)))

    def _shuffled(self, paths: list[AttrPath]) -> list[AttrPath]:
        return self._random.sample(paths, len(paths))

    def _evaluate(
        self,
        paths: list[AttrPath],
        *,
        root: Root | None = None,
        workers: int | None = None,
        memory: int | None = None,
        environment: dict[str, str] | None = None,
        cache: bool = True,
    ) -> Iterator[Record]:
        looker = SessionLooker(root or self._root, self._wanted, environment=environment, cache=cache)
        limits = replace(
            self._limits,
            workers=workers or self._limits.workers,
            memory=memory or self._limits.memory,
            total=self._limits.budget,
        )
        yield from Pool(looker, limits).results(paths)

    def _cold(self, paths: list[AttrPath]) -> Iterator[Record]:
        for path in paths[:_COLD]:
            yield from self._evaluate([path], workers=1, cache=False)

    def _moved(self, trees: list[Path], scratch: Path, paths: list[AttrPath]) -> Iterator[Record]:
        folder = scratch / "moved"
        copy_trees(trees, folder)
        for record in self._evaluate(paths, root=relocated(self._root, trees, folder)):
            yield brought_back(record, folder)


def told(record: Record) -> dict[str, Any]:
    """What of a record has to be the same whatever the circumstances."""
    row = record.to_json()
    row.pop("stats", None)
    row["nixray"] = {name: row["nixray"][name] for name in ("outcome", "kind") if name in row["nixray"]}
    # Traces are told by whoever evaluates a shared value first.
    for name in ("traces", "warnings"):
        row.pop(name, None)
    if record.error is not None:
        row["error"] = without_value(record.error)
    return row
