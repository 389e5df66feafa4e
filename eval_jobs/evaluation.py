"""Our own evaluator as the worker pool sees it."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from eval_jobs import details
from eval_jobs.builds import Builds
from eval_jobs.error_kinds import NOT_A_DERIVATION, UNSUPPORTED, ErrorKind
from eval_jobs.ledger.watching import Watch
from eval_jobs.looking import Children, Input, Look, Nothing, Parked, Task
from eval_jobs.paths import AttrPath
from eval_jobs.results import Outcome, Record, failed
from eval_jobs.root import Root
from eval_jobs.said import listening
from eval_jobs.texts import byte_text as byte_text
from eval_jobs.texts import unicode_text as unicode_text
from eval_jobs.wanted import Wanted
from evaluator import failure_records
from evaluator.errors import EvalError, Kind, NeedsBuild, NixrayError, StoreFailure, Unsupported
from evaluator.evaluation import Evaluation, Settings
from evaluator.input_log import InputLog
from evaluator.rendering import render
from evaluator.store import disk
from evaluator.store.derivation import Derivation

# What tryEval would catch is named by the error itself; all else is read off the message, in the
# same way as for a reference.
_CAUGHT = {
    Kind.THROW: ErrorKind.THROW,
    Kind.ASSERTION: ErrorKind.ASSERTION,
    Kind.FILE: ErrorKind.SEARCH_PATH,
}

RECORDED = 3
"""How many failures of each process are recorded for the debugger."""

COUNTED = ("thunks", "calls", "copied")
"""What is counted for each attribute: thunks made, calls made (an environment each), attributes copied."""


def settings_of(root: Root) -> Settings:
    """The settings of an evaluation of a root, in this process's environment."""
    return Settings.from_environment(
        search_path=[byte_text(entry) for entry in root.search_path],
        options={byte_text(name): byte_text(value) for name, value in root.options},
    )


def has_store(root: Root) -> bool:
    """Whether there is a store to write to."""
    from evaluator.store.opening import resolved

    settings = settings_of(root)
    return not resolved(settings.store, settings.environment).startswith("dummy")


PREFIXES = ("packages.{system}.", "legacyPackages.{system}.", "")
"""Where the jobs of a flake are looked for."""


def builds_for(root: Root) -> Builds:
    """Builders for what attributes wait for, as many as the settings allow."""
    settings = settings_of(root)
    return Builds(Evaluation(settings).open_store, settings.build_jobs())


def write_and_keep(session: Evaluation, drv_path: str, roots: str | None) -> None:
    """Write a derivation with all that it refers to; `roots` is a folder for a symlink that keeps it."""
    session.write([drv_path])
    if roots is not None:
        folder = byte_text(os.path.abspath(roots))
        os.makedirs(folder.encode("latin-1"), exist_ok=True)
        session.add_root(f"{folder}/{drv_path.rpartition('/')[2]}", drv_path)


class SessionLooker:
    """Looks at attributes below one root. Made in the coordinator, used in forked processes: the
    session itself starts in `run`. What is read outside `trees` is noted, unless that is None. Variables of
    `environment` are set in those processes; with `cache`, they use the bytecode cache."""

    def __init__(
        self,
        root: Root,
        wanted: Wanted | None = None,
        trees: list[Path] | None = None,
        *,
        environment: dict[str, str] | None = None,
        cache: bool = True,
    ) -> None:
        self._root = root
        self._environment = environment or {}
        self._cache = cache
        self._trees = trees
        self._wanted = wanted or Wanted()

    def run(self, body: Callable[[], None]) -> None:
        os.environ.update(self._environment)
        settings = settings_of(self._root)
        settings.read_only = not self._wanted.instantiate
        self._session = Evaluation(settings)
        if self._cache:
            self._session.use_cache()
        self._watch = Watch(self._session, map(str, self._trees)) if self._trees is not None else None
        self._log = InputLog()
        self._recorded = 0
        self._log.watch(self._session)
        disk.journal = self._log
        self._session.run(body)

    def open(self) -> None:
        session, root = self._session, self._root
        base = byte_text(str(root.base_dir))
        self._arguments: dict[str, Any] = {
            byte_text(name): session.eval_expr(text, base_dir=base) for name, text in root.arguments
        }
        if root.flake is not None:
            value = session.eval_flake(byte_text(root.flake), PREFIXES, self._lock_request())
        elif root.file is not None:
            value = session.eval_file(byte_text(str(root.file)))
        else:
            value = session.eval_expr(str(root.expression), base_dir=base)
        value = session.auto_call(value, self._arguments)
        if self._wanted.select is not None:
            chosen = session.eval_expr(self._wanted.select, base_dir=base)
            value = session.auto_call(session.apply(chosen, value), self._arguments)
        self._apply = None
        if self._wanted.apply is not None:
            self._apply = session.eval_expr(self._wanted.apply, base_dir=base)
        self._value = value
        kind = session.type_name(self._value)
        if kind != "set":
            raise NixrayError(f"the root evaluates to a value of type '{kind}', not to a set of attributes")

    def _lock_request(self) -> Any:
        from evaluator.flakes.commands import request_of

        root = self._root
        inputs = [(byte_text(path), byte_text(reference)) for path, reference in root.inputs]
        lock_file = None if root.lock_file is None else byte_text(root.lock_file)
        return request_of(inputs, (), byte_text(str(root.base_dir)), lock_file)

    def inputs(self) -> frozenset[Input]:
        return self._watch.take() if self._watch is not None else frozenset()

    def close(self) -> None:
        """Write newly compiled files to the bytecode cache."""
        if self._session.cache is not None:
            self._session.cache.flush()

    def look(self, task: Task) -> Look | Parked:
        realiser = self._session.realiser
        # What the root reads is built while it is evaluated; from here on others have something to do.
        realiser.policy = realiser.policy._replace(park=True)
        realiser.learn(task.builds)
        before = self._session.counts()
        with listening(self._wanted.echo) as said:
            look = self._failures_as_records(task)
        if not isinstance(look, Record):
            return look
        after = self._session.counts()
        cost = {name: after[name] - before[name] for name in COUNTED}
        return dataclasses.replace(look, cost=cost, details=look.details | said.to_json())

    def _failures_as_records(self, task: Task) -> Look | Parked:
        try:
            return self._look(task)
        except EvalError as error:
            self._leave_record(task, error)
            kind = _CAUGHT.get(error.kind) if error.catchable else None
            record = failed(task.path, unicode_text(error.message), kind)
            return dataclasses.replace(record, rendering=self._rendered(error))
        except NeedsBuild as need:
            return Parked(need.targets)
        except StoreFailure as error:
            return failed(task.path, str(error))
        except Unsupported as error:
            return failed(task.path, UNSUPPORTED + unicode_text(str(error)))

    def _leave_record(self, task: Task, error: EvalError) -> None:
        """Let the debugger open a failure; the first few of each process will do."""
        if self._recorded >= RECORDED or self._wanted.select is not None:
            return
        self._recorded += 1
        root = self._root
        failure_records.leave(
            {
                "mode": "job",
                "text": None if root.expression is None else byte_text(root.expression),
                "file": None if root.file is None else byte_text(str(root.file)),
                "base_dir": byte_text(str(root.base_dir)),
                "path": [byte_text(part) for part in task.path],
                "arguments": [[byte_text(name), "expression", byte_text(text)] for name, text in root.arguments],
                "search_path": [byte_text(entry) for entry in root.search_path],
                "options": {byte_text(name): byte_text(value) for name, value in root.options},
            },
            error,
            self._log,
            self._session,
        )

    def _rendered(self, error: EvalError) -> str | None:
        wanted = self._wanted
        return render(error, show_trace=wanted.show_trace).rstrip("\n") if wanted.rendered else None

    def _look(self, task: Task) -> Look:
        session = self._session
        value = session.select_path(self._value, [byte_text(part) for part in task.path], self._arguments)
        if session.is_derivation(value):
            return self._derivation(task.path, value)
        if task.explicit:
            return failed(task.path, NOT_A_DERIVATION)
        if not task.path or self._is_entered(value):
            return Children(tuple((*task.path, unicode_text(name)) for name in session.attr_names(value)))
        return Nothing()

    def _is_entered(self, value: Any) -> bool:
        if self._wanted.force_recurse:
            return self._session.type_name(value) == "set"
        return self._session.is_entered(value)

    def _derivation(self, path: AttrPath, value: Any) -> Record:
        session, wanted = self._session, self._wanted
        drv_path = session.drv_path(value)
        drv = details.derivation(session, drv_path)
        more = details.details(session, value, drv_path, wanted)
        if self._apply is not None:
            more["extraValue"] = details.json_value(session, session.apply(self._apply, value))
        if wanted.instantiate:
            write_and_keep(session, drv_path, wanted.roots)
        return Record(
            path,
            Outcome.DERIVATION,
            unicode_text(drv_path),
            name=self._string(value, "name"),
            system=self._string(value, "system"),
            outputs=self._outputs(value, drv),
            details=more,
        )

    def _string(self, value: Any, name: str) -> str | None:
        if not self._session.has_attr(value, name):
            return None
        text = self._session.to_python(self._session.get_attr(value, name))
        return unicode_text(text) if isinstance(text, str) else None

    def _outputs(self, value: Any, drv: Derivation | None) -> dict[str, str | None]:
        """Output -> path as the attributes say, which may have been replaced since the derivation was made (`drivers`
        of mesa); null where only a build tells it, and for what fails."""
        session = self._session
        listed = session.has_attr(value, "outputs")
        names = session.to_python(session.get_attr(value, "outputs")) if listed else ["out"]
        unknown = {name for name, output in drv.outputs.items() if not output.path} if drv is not None else set()
        return {
            unicode_text(name): None if name in unknown else self._out_path(value, name)
            for name in sorted(names)
            if session.has_attr(value, name)
        }

    def _out_path(self, value: Any, name: str) -> str | None:
        try:
            return self._string(self._session.get_attr(value, name), "outPath")
        except EvalError:
            return None
