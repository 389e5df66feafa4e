"""`Session`: an evaluator for another program to use."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from enum import Enum
from pathlib import Path as FilePath
from types import TracebackType
from typing import Any, TypeVar

from evaluator import evaluation as engine
from evaluator.builtins.functions import pattern_of
from evaluator.errors import Source, nearest
from evaluator.printing.brief import brief
from evaluator.session.conversion import external, internal, to_nix
from evaluator.session.file_system import Answers, FileSystem
from evaluator.session.limits import Limits, watching
from evaluator.session.values import Attrs, Function, List, NixString, Position
from evaluator.session.worker import Worker
from evaluator.settings import Settings
from evaluator.store.objects import Store
from evaluator.values import AttrSet, Builtin, Closure, ContextString, PartialCall, Path
from evaluator.vm import limits as machine_limits
from evaluator.vm import origins
from evaluator.vm.forcing import call, force

T = TypeVar("T")

Log = Callable[[str, str], object]
Progress = Callable[[Mapping[str, int]], object]


class Policy(Enum):
    """What an evaluation may see of the machine, as Nix's settings of these names say."""

    IMPURE = "impure"
    RESTRICTED = "restrict-eval"
    PURE = "pure-eval"


class Session:
    """An evaluator with its settings; a context manager that `close`s it.

    `search_path` maps names to folders (`<name>`), or lists entries as NIX_PATH has them, and comes before
    the environment's. `options` are settings of nix.conf by name. `environment` replaces that of the
    process. `policy` and `limits` say what evaluations may see and take. `base_dir` is where relative
    paths of expressions start (default: the current folder). With `cache`, compiled files are kept on
    disk between processes.

    `store` is the address of a store (as `--store` takes it), or an object that is one (`Store`): there
    `instantiate` writes, and what a program imports from derivations is built. Without it nothing is written.
    `files` are the files that evaluations see, in place of the machine's (`FileSystem`).

    `on_log(kind, text)` gets what the program says (`trace`, `evaluation warning`), which goes to standard
    error otherwise. `on_progress(figures)` is called now and then while something is evaluated, with
    the machine's counts so far, on the evaluation's thread.

    Every method may be called from any thread; evaluations of a process run one at a time. All of them
    raise NixrayError, of which EvalError is the program's own failure.
    """

    def __init__(
        self,
        *,
        search_path: Mapping[str, str | os.PathLike[str]] | Sequence[str] = (),
        options: Mapping[str, str] | None = None,
        environment: Mapping[str, str] | None = None,
        store_dir: str | None = None,
        base_dir: str | os.PathLike[str] | None = None,
        policy: Policy = Policy.IMPURE,
        limits: Limits | None = None,
        cache: bool = True,
        store: str | Store | None = None,
        files: FileSystem | None = None,
        on_log: Log | None = None,
        on_progress: Progress | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self._on_progress = on_progress
        settings = _settings(search_path, options or {}, environment, store_dir, policy)
        if base_dir is not None:
            settings.working_dir = internal(os.path.abspath(base_dir))
        if store is not None:
            settings.read_only = False
        if isinstance(store, str):
            settings.store = internal(store)
        self._answers = None if files is None else Answers(files)
        self._engine = engine.Evaluation(settings)
        if not isinstance(store, str):
            self._engine.given_store = store
        self._engine.keep()
        if on_log is not None:
            self._engine.log = lambda kind, text: on_log(kind, external(text))
        if cache:
            self._engine.use_cache()
        self._worker = Worker(self._evaluating)

    # ------------------------------------------------------------------ evaluating

    def eval_expr(self, text: str, scope: Mapping[str, Any] | None = None, *, name: str = "«string»") -> Any:
        """The value of an expression. `scope` are further global names, Python values or values of this
        session; `name` is what errors call the text."""
        given = {internal(key): self._nix(value) for key, value in (scope or {}).items()}
        source = Source(None, internal(name), text.encode("utf-8", "surrogateescape"))
        here = self._engine.settings.working_dir
        return self._run(lambda: self._wrap(self._engine.eval_source(source, here, given or None)))

    def eval_file(
        self, path: str | os.PathLike[str], arguments: Mapping[str, Any] | None = None, attribute: str = ""
    ) -> Any:
        """The value of a file, or of `default.nix` in a folder. With `arguments` or an `attribute` path, functions
        on the way are called, as `nix-instantiate -A` does."""

        def work() -> Any:
            value = self._engine.eval_file(self._engine.find_input(internal(os.fspath(path))))
            given = {internal(key): self._nix(item) for key, item in (arguments or {}).items()}
            if attribute:
                value = self._engine.select(value, internal(attribute), given)
            elif arguments is not None:
                value = self._engine.auto_call(value, given)
            return self._wrap(value)

        return self._run(work)

    def eval_flake(self, reference: str, attribute: str = "") -> Any:
        """The outputs of a flake, or the one at an `attribute` path; `reference` as in `path:/p` or `.`. Inputs
        that its lock file does not have are locked for this evaluation only; under the pure policy everything
        else it reads must be known by its hash."""
        text = internal(reference) + "#" + internal(attribute)
        return self._run(lambda: self._wrap(self._engine.eval_flake(text)))

    def select(self, value: Any, attribute: str, arguments: Mapping[str, Any] | None = None) -> Any:
        """What `-A ATTRIBUTE` selects in a value."""

        def work() -> Any:
            given = {internal(key): self._nix(item) for key, item in (arguments or {}).items()}
            return self._wrap(self._engine.select(self._nix(value), internal(attribute), given))

        return self._run(work)

    def instantiate(self, value: Any) -> str:
        """Write the `.drv` file of a derivation to the session's store, with all that it refers to. Returns its path.
        Raises StoreFailure, and EvalError for what is no derivation."""

        def work() -> str:
            path = self._engine.drv_path(self._nix(value))
            self._engine.write([path])
            return external(path)

        return self._run(work)

    def to_json(self, value: Any) -> str:
        """The JSON text of a value, as `builtins.toJSON` makes it."""
        return external(self._run(lambda: self._engine.to_json(self._nix(value))))

    def to_python(self, value: Any) -> Any:
        """A value and all inside as dict, list, str and so on; a derivation becomes its output path. Raises
        EvalError for functions."""
        return self._run(lambda: _unicode(self._engine.to_python(self._nix(value))))

    def refresh(self) -> list[str]:
        """Look at the files again: the next evaluation sees what they hold then, and only what changed is
        read and compiled anew. Returns the paths of files that changed or went since they were read, sorted.
        Values made before stay as they are."""
        return self._run(lambda: [external(path) for path in self._engine.refresh()])

    def cancel(self) -> None:
        """Have what is being evaluated fail with Interrupted. May be called from any thread."""
        machine_limits.interrupted.set()

    def statistics(self) -> dict[str, Any]:
        """What has been counted since the process began, and this session's files, bytes and phases."""
        return self._engine.statistics()

    def close(self) -> None:
        """End the session: write the cache and let its thread go. Lazy values cannot be looked at any more."""
        if self._engine.cache is not None:
            self._run(self._engine.cache.flush)
        self._worker.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ------------------------------------------------------------------ what values ask for

    def names(self, raw: Any) -> list[str]:
        """The attribute names of a set."""
        return [external(name) for name in self._run(lambda: self._engine.attr_names(raw))]

    def attribute(self, raw: Any, name: str) -> Any:
        """An attribute of a set. Raises KeyError."""
        key = internal(name)
        if key not in raw.d:
            raise _no_attribute(raw, name)
        return self._run(lambda: self._wrap(raw.d[key]))

    def position(self, raw: Any, name: str) -> Position | None:
        """Where an attribute was written. Raises KeyError."""
        key = internal(name)
        if key not in raw.d:
            raise _no_attribute(raw, name)
        place = origins.position(raw, key)
        if place is None or place[0].path is None:
            return None
        return Position(external(place[0].path), *place[0].line_column(place[1]))

    def item(self, raw: Any, index: int) -> Any:
        """An item of a list."""
        return self._run(lambda: self._wrap(raw[index]))

    def apply(self, raw: Any, argument: Any) -> Any:
        """A function applied to a Python value or one of this session."""
        return self._run(lambda: self._wrap(call(raw, self._nix(argument))))

    def formals(self, raw: Any) -> dict[str, bool] | None:
        """The set pattern of a function."""
        pattern = pattern_of(raw)
        if pattern is None:
            return None
        return {external(formal.name): formal.default is not None for formal in pattern.formals}

    def derivation_path(self, raw: Any) -> str | None:
        """The store path of the derivation that a set is."""
        return self._run(lambda: external(self._engine.drv_path(raw)) if self._engine.is_derivation(raw) else None)

    def show(self, raw: Any) -> str:
        """A value in short, with nothing evaluated."""
        return external(brief(raw))

    # ------------------------------------------------------------------ inside

    def _run(self, function: Callable[[], T]) -> T:
        return self._worker.run(function)

    @contextmanager
    def _evaluating(self) -> Iterator[None]:
        progress = self._on_progress
        look = None if progress is None else lambda: progress(machine_limits.statistics())
        keeper = self._engine.keeper
        with (
            self._engine.active(),
            self._answers.standing() if self._answers else nullcontext(),
            watching(self.limits, look),
            keeper.active() if keeper else nullcontext(),
        ):
            yield

    def _nix(self, value: Any) -> Any:
        return to_nix(value, self._wrap)

    def _wrap(self, value: Any) -> Any:
        """The Python value of a value or thunk, which is forced."""
        value = force(value)
        kind = type(value)
        if kind is str:
            return external(value)
        if kind is ContextString:
            return NixString(external(value.s), frozenset(external(element) for element in value.context))
        if kind is tuple:
            return List(self, value)
        if kind is AttrSet:
            return Function(self, value) if "__functor" in value.d else Attrs(self, value)
        if kind is Path:
            return FilePath(external(value.path))
        if kind in (Closure, Builtin, PartialCall):
            return Function(self, value)
        return value


def _settings(
    search_path: Mapping[str, str | os.PathLike[str]] | Sequence[str],
    options: Mapping[str, str],
    environment: Mapping[str, str] | None,
    store_dir: str | None,
    policy: Policy,
) -> Settings:
    if isinstance(search_path, Mapping):
        entries = [f"{name}={os.fspath(path)}" for name, path in search_path.items()]
    else:
        entries = list(search_path)
    wanted = {internal(name): internal(value) for name, value in options.items()}
    if policy is not Policy.IMPURE:
        wanted[policy.value] = "true"
    return Settings.from_environment(
        search_path=[internal(entry) for entry in entries],
        options=wanted,
        store_dir=None if store_dir is None else internal(store_dir),
        environment=None
        if environment is None
        else {internal(name): internal(value) for name, value in environment.items()},
    )


def _no_attribute(raw: Any, name: str) -> KeyError:
    near = nearest(internal(name), raw.d)
    hint = f"; did you mean '{external(near[0])}'?" if near else ""
    return KeyError(f"there is no attribute '{name}'{hint}")


def _unicode(value: Any) -> Any:
    if isinstance(value, str):
        return external(value)
    if isinstance(value, list):
        return [_unicode(item) for item in value]
    if isinstance(value, dict):
        return {external(name): _unicode(item) for name, item in value.items()}
    return value
