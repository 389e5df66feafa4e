"""Aggregate jobs that name other jobs of the run: known only when all jobs are.

A job with `_hydraAggregate = true` may list its `constituents` by name (or, with `_hydraGlobConstituents`, by
patterns). Such a job is held back until the run ends, then its derivation is written again with the jobs that it
names as inputs, so that whoever builds it builds them. This is what nix-eval-jobs documents of its `--constituents`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from graphlib import CycleError, TopologicalSorter
from typing import Any

from eval_jobs.details import input_drvs, outputs
from eval_jobs.evaluation import settings_of, write_and_keep
from eval_jobs.paths import AttrPath, dotted
from eval_jobs.results import Outcome, Record, failed
from eval_jobs.root import Root
from eval_jobs.texts import byte_text, unicode_text
from eval_jobs.wanted import Wanted
from evaluator.errors import EvalError, StoreFailure
from evaluator.evaluation import Evaluation
from evaluator.store.derivation import Inputs
from evaluator.store.readdressing import with_inputs


class Aggregates:
    """What a run's jobs are, as far as aggregates need it. Only a run that writes derivations (`wanted`) can write
    one again; `warnings` says so of others."""

    def __init__(self, root: Root, wanted: Wanted) -> None:
        self._root = root
        self._wanted = wanted
        self._jobs: dict[str, Record] = {}
        self._held: dict[str, Record] = {}
        self.warnings: list[str] = []

    def resolved(self, records: Iterable[Record]) -> Iterator[Record]:
        """The records of a run as they come; aggregates that name others last, resolved."""
        for record in records:
            attr = dotted(record.path)
            self._jobs[attr] = record
            if record.details.get("namedConstituents"):
                self._held[attr] = record
            else:
                yield record
        if not self._held:
            return
        if not self._wanted.instantiate:
            self.warnings.append("aggregates keep the names of their constituents: no derivations are written")
            yield from self._held.values()
            return
        for attr in self._in_order():
            record = self._jobs[attr]
            yield record if record.outcome is Outcome.FAILED else self._rewritten(attr)

    def _in_order(self) -> list[str]:
        """The aggregates, what they name first; those in a cycle fail."""
        graph = {attr: {name for name in self._named(attr)[0] if name in self._held} for attr in self._held}
        while True:
            try:
                return list(TopologicalSorter(graph).static_order())
            except CycleError as error:
                cycle: list[str] = error.args[1]
                for attr in cycle[1:]:
                    self._fail(attr, f"the aggregate is a constituent of itself: {' <- '.join(cycle)}")
                    graph[attr] = set()

    def _named(self, attr: str) -> tuple[list[str], list[str]]:
        """The jobs that an aggregate names, and what of its names is no job, each with why."""
        record = self._held[attr]
        found: dict[str, None] = {}
        broken: list[str] = []
        for name in record.details["namedConstituents"]:
            if record.details["globConstituents"]:
                matching = [job for job in self._jobs if job != attr and fnmatchcase(job, name)]
            else:
                matching = [name] if name in self._jobs else []
            if not matching:
                broken.append(f"{name}: does not exist")
            found.update(dict.fromkeys(matching))
        for job in found:
            error = self._jobs[job].error
            if error is not None:
                broken.append(f"{job}: {error}")
        return sorted(found), broken

    def _rewritten(self, attr: str) -> Record:
        names, broken = self._named(attr)
        if broken:
            return self._fail(attr, "constituents of the aggregate are missing or fail:\n" + "\n".join(broken))
        record, parts = self._held[attr], [self._jobs[name] for name in names]
        try:
            changed = self._write(record, parts)
        except (EvalError, StoreFailure) as error:
            return self._fail(attr, unicode_text(str(error)))
        self._jobs[attr] = changed
        return changed

    def _write(self, record: Record, parts: list[Record]) -> Record:
        settings = settings_of(self._root)
        settings.read_only = False
        session = Evaluation(settings)
        session.realiser.open()  # where its files are is known from then on
        inputs = {byte_text(str(part.drv_path)): Inputs((_first_output(part),)) for part in parts}
        made = with_inputs(session.registry, byte_text(str(record.drv_path)), inputs)
        write_and_keep(session, made.drv_path, self._wanted.roots)
        details: dict[str, Any] = {**record.details}
        details["constituents"] = [*details["constituents"], *(part.drv_path for part in parts)]
        if "inputDrvs" in details:
            details["inputDrvs"] = input_drvs(made.derivation)
        return replace(
            record, drv_path=unicode_text(made.drv_path), outputs=outputs(made.derivation), details=details
        )

    def _fail(self, attr: str, message: str) -> Record:
        path: AttrPath = self._held[attr].path
        changed = self._jobs[attr] = failed(path, message)
        return changed


def _first_output(record: Record) -> str:
    """The output that an aggregate takes of a constituent."""
    return byte_text(min(record.outputs, default="out"))
