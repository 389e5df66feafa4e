"""An `Evaluation`: the world in which files and expressions are evaluated. Other programs use `evaluator.session`.

    from evaluator.evaluation import Evaluation, Settings

    session = Evaluation(Settings.from_environment())
    answer = session.run(lambda: session.to_python(session.eval_expr("1 + 1")))

Evaluation recurses on the C stack, so all of it goes through `run`, which provides a large one.
"""

from __future__ import annotations

import _thread
import gc
import os
import stat
import sys
import time

from evaluator.builtins import internal_files, registry
from evaluator.builtins.control import force_inside
from evaluator.builtins.search_path import SearchPath
from evaluator.bytecode.compiler import compile_file, count_time
from evaluator.configuration import LINTS, lint_level
from evaluator.errors import EvalError, Kind, Source, Span, nearest, set_trace_maker
from evaluator.file_cache import FileCache, default_folder
from evaluator.phases import Phases
from evaluator.selection import (
    auto_call,
    derivations,
    drv_path,
    is_entered,
    select,
    split_attr_path,
)
from evaluator.settings import VERSION, Settings
from evaluator.store import disk
from evaluator.store.access import PURE, RESTRICTED, Access
from evaluator.store.files import Files
from evaluator.syntax.options import ParseOptions
from evaluator.syntax.parser import parse
from evaluator.threads import EvaluationThread
from evaluator.unread_source import UnreadSource
from evaluator.values import AttrSet, Builtin, Closure, ContextString, PartialCall, Path, acting_for
from evaluator.vm import limits, state, unwinding
from evaluator.vm.coercion import coerced, text_of
from evaluator.vm.comparison import forget_order
from evaluator.vm.describe import expected, is_derivation, type_name
from evaluator.vm.files import delayed_file, run_file
from evaluator.vm.forcing import call, call2, force
from evaluator.vm.paths import normalise
from evaluator.vm.symbols import Symbols

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any, NamedTuple, TypeVar

    from evaluator.keeping.keeper import Keeper
    from evaluator.store.objects import Store
    from evaluator.store.realiser import Realiser
    from evaluator.store.registry import Registry
    from evaluator.store.sources import Sources

    T = TypeVar("T")
else:
    from evaluator.light import NamedTuple

__all__ = ["Evaluation", "Settings"]

# That module is loaded when something in it is asked for, which is when an error is shown.
set_trace_maker(lambda error: unwinding.make_trace(error))


class _Kept(NamedTuple):
    """The code of a file, and what told the file from what it may become."""

    signature: Any
    code: Any


_RUNNING = object()
"""Stands for the value of a file while it is being evaluated."""


class Evaluation:
    """One evaluation's world: settings, files read so far, derivations made so far.

    Values it returns are lazy; `force` and the like work within `run` only.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.phases = Phases()
        self.settings = settings or Settings.from_environment()
        self.cache: FileCache | None = None
        """The bytecode cache, if `use_cache` was called."""
        self.listener: Callable[[Any], None] | None = None
        self.made: Callable[[str, Any], None] | None = None
        """Called with the path of each derivation that is made and the set it was made from."""
        self.log: Callable[[str, str], object] | None = None
        """Who gets messages of the program (kind, text as latin-1) in place of standard error."""
        self.evaluating: Callable[[str], None] | None = None
        """Called with the path of each file before it is evaluated."""
        self._files: dict[str, Any] = {}
        self._resolved: dict[str, str] = {}
        self._kept: dict[str, _Kept] | None = None
        self.keeper: Keeper | None = None
        """Who knows which values stay after an edit, if `keep` was called."""
        self.bytes_read = 0
        self._world: Any = None
        self._flakes: Any = None
        self._registry: Registry | None = None
        self._sources: Sources | None = None
        self._realiser: Realiser | None = None
        self.given_store: Store | None = None
        """The store, if it is not the one of the settings."""
        self.told: Callable[[Any], None] | None = None
        """Called with what a store says while it works (`Realiser.listener`)."""
        self.search_path = SearchPath(self.settings.search_path, self.settings.working_dir, self._fetch_search_entry)
        self.files = Files(self._access(), self.settings.store_dir)
        self._copied: dict[str, ContextString] = {}
        self.symbols = Symbols()
        self._warnings = 0
        self._parse_options = self._make_parse_options(self._warn)
        self.globals = registry.make_globals(self._constants(), self._hidden())

    # ------------------------------------------------------------------ running

    def run(self, function: Callable[[], T]) -> T:
        """Call `function` on a thread with a large stack, with this session as the current one.

        Ctrl-C is passed on to the evaluation, which ends with `Interrupted`.
        """
        result: list[T] = []
        failure: list[BaseException] = []
        running = _thread.allocate_lock()
        running.acquire()

        def body(thread: EvaluationThread) -> None:
            thread.enter()
            with self.active():
                try:
                    result.append(function())
                except BaseException as error:
                    failure.append(error)
            running.release()

        EvaluationThread(body)
        while not result and not failure:
            try:
                running.acquire()
            except KeyboardInterrupt:
                limits.interrupted.set()
        if failure:
            raise failure[0]
        return result[0]

    def active(self) -> _Active:
        """Make this session the current one in a block, with the cyclic garbage collector off: an evaluation's
        heap is one big web that ends as a whole."""
        return _Active(self)

    def use_cache(self, folder: str | None = None) -> None:
        """Read compiled files from the bytecode cache in `folder` (default: the user's), and have
        `cache.flush()` write new ones there."""
        variant = "\0".join([self._home(), *sorted(self.settings.features), *self._lints()])
        self.cache = FileCache(folder or default_folder(), variant)

    def _home(self) -> str:
        """Where `~/` is; nowhere in pure mode."""
        return "" if self.settings.pure else self.settings.home

    def _lints(self) -> list[str]:
        return [lint_level(self.settings.options, name) for name in LINTS]

    def _make_parse_options(self, warn: Callable[[str, Span | None], None] | None) -> ParseOptions:
        absolute, short, urls = self._lints()
        return ParseOptions(
            pipe_operators="pipe-operators" in self.settings.features,
            url_literals=urls,
            absolute_path_literals=absolute,
            short_path_literals=short,
            warn=warn,
        )

    def _warn(self, message: str, span: Span | None) -> None:
        """Tell the user what the parser warns of."""
        from evaluator.rendering import render_warning

        state.telling()
        self._warnings += 1
        sys.stderr.write(render_warning(message, span))

    # ------------------------------------------------------------------ evaluating

    def eval_expr(self, text: str | bytes, base_dir: str | None = None, name: str = "«string»") -> Any:
        """The value of an expression given as text; relative paths in it are under `base_dir`."""
        data = text.encode("utf-8") if isinstance(text, str) else text
        source = Source(None, name, data)
        return self.eval_source(source, base_dir or self.settings.working_dir)

    def eval_file(self, path: str, told: bool = False) -> Any:
        """The value of a file, or of `default.nix` in a directory. Evaluated once per path. With `told`, whoever is
        told of files (`evaluating`) knows of it."""
        path = self.resolve_file(path)
        if path not in self._files:
            if self.evaluating is not None and not told:
                self.evaluating(path)
            self._files[path] = _RUNNING
            try:
                self._files[path] = self._value_of(path)
            finally:
                if self._files[path] is _RUNNING:
                    del self._files[path]
        elif self._files[path] is _RUNNING:
            raise EvalError(Kind.INFINITE_RECURSION, "infinite recursion encountered")
        if self.keeper is not None:
            self.keeper.use(path)
        return self._files[path]

    def _value_of(self, path: str) -> Any:
        """The value of a file, evaluated now."""
        if self.keeper is None:
            return run_file(self._code_of(path), ())

        def evaluate(owner: int) -> Any:
            code = self._code_of(path)
            code.program.owner = owner
            return run_file(code, ())

        return self.keeper.file(path, evaluate)

    def _code_of(self, path: str) -> Any:
        """The code of a file, kept from an evaluation before or made now."""
        if self._kept is None or internal_files.is_internal(path):
            return self._read_code(path)
        kept = self._kept.get(path)
        signature = disk.signature(path)
        if kept is None or kept.signature != signature:
            warnings = self._warnings
            kept = _Kept(signature, self._compile(self.source_of(path)))
            # What the parser warns of is to be heard every time.
            if warnings == self._warnings:
                self._kept[path] = kept
        return kept.code

    def _read_code(self, path: str) -> Any:
        """The code of a file: from the cache without reading it, if it is as it was then."""
        if self.cache is None or internal_files.is_internal(path):
            return self._compile(self.source_of(path))
        identity = disk.identity(path)
        if identity:
            source = UnreadSource(path, identity)
            source.below_link = self.files.is_below_link(path)
            with self.phases.during("cache"):
                code = self.cache.load_unread(source, self.globals, self.listener)
            if code is not None:
                disk.unread(path, "read_file", "open_file")
                self.bytes_read += disk.size_of(identity)
                self._met(source)
                return code
        read = self.source_of(path)
        read.identity = identity
        return self._compile(read)

    def keep(self) -> None:
        """Keep what is compiled and, if all may be seen, what is evaluated from now on, for evaluations after a
        `refresh`. What evaluates has to be in a block of `keeping`."""
        self._kept = {}
        if self.files.access.mode is None:
            from evaluator.keeping.keeper import Keeper

            self.keeper = Keeper()

    def refresh(self) -> list[str]:
        """Forget everything seen of the file system, but not compiled code of files that are as they were, nor values
        that depend on nothing that changed (`keep`). Returns the paths of files that changed, sorted."""
        changed = [path for path, kept in (self._kept or {}).items() if disk.signature(path) != kept.signature]
        for path in changed:
            assert self._kept is not None
            del self._kept[path]
        if self.keeper is None:
            self._files.clear()
        else:
            self.keeper.refresh(self._files)
        self._copied.clear()
        self._resolved.clear()
        self.files = Files(self._access(), self.settings.store_dir)
        if self._sources is not None:
            self._sources.forget_hashes()
        return sorted(changed)

    def _compile(self, source: Source) -> Any:
        """The code of a file, from the cache if it is there."""
        cache = self.cache
        code = None
        if cache is not None:
            with self.phases.during("cache"):
                code = cache.load(source, self.globals, self.listener)
        if code is not None:
            self._met(source)
        else:
            warnings = self._warnings
            node = self.parse(source, os.path.dirname(source.path or "") or "/")
            with self.phases.during("compile"):
                code = compile_file(node, source, self.globals, [], self.listener)
            # What the parser warns of is to be heard every time, so such a file is parsed every time.
            if cache is not None and warnings == self._warnings:
                cache.remember(source, code)
        return code

    def eval_source(self, source: Source, base_dir: str, scope: dict[str, Any] | None = None) -> Any:
        """The value of a source text; `scope` is laid over the globals (as scopedImport does)."""
        node = self.parse(source, base_dir)
        names = list(scope or {})
        code = compile_file(node, source, self.globals, names, self.listener)
        code.program.owner = acting_for()
        return run_file(code, tuple(scope[name] for name in names) if scope else ())

    def parse(self, source: Source, base_dir: str) -> Any:
        """The syntax tree of a source text. Raises ParseError."""
        self._met(source)
        with self.phases.during("parse"):
            return parse(source, base_dir, self._home(), self._parse_options)

    def _met(self, source: Source) -> None:
        self.symbols.texts.append(source)
        forget_order()

    def shown(self, source: Source, base_dir: str) -> str:
        """A source text as it was understood, if every variable in it is known. Raises EvalError."""
        from evaluator.syntax.printing import show

        node = self.parse(source, base_dir)
        text = show(node)
        # Only now: compiling uses the tree up.
        compile_file(node, source, self.globals, [], None)
        return text

    def delay(self, source: Source, base_dir: str) -> Any:
        """A source text, parsed now and evaluated when its value is needed. Raises ParseError."""
        return delayed_file(self.compile(source, base_dir))

    def compile(self, source: Source, base_dir: str) -> Any:
        """The code object of a source text. Raises ParseError, and EvalError for an undefined variable."""
        return compile_file(self.parse(source, base_dir), source, self.globals, [], None)

    def find_input(self, text: str) -> str:
        """The file that a word of the command line means: `<name>` is looked up on the search path."""
        if text.startswith("<") and text.endswith(">"):
            try:
                found = call2(self.globals["__findFile"], self.globals["__nixPath"], text[1:-1])
            except EvalError as error:
                error.trace.clear()  # nobody called anything
                raise
            return str(found.path)
        return normalise(os.path.join(self.settings.working_dir, text))

    def resolve_file(self, path: str) -> str:
        """The file to read for `import path`."""
        found = self._resolved.get(path)
        if found is None:
            found, mode = self.files.followed(path)
            if stat.S_ISDIR(mode):
                found, mode = self.files.followed(found.rstrip("/") + "/default.nix")
            # Who keeps values wants to know of each look.
            if stat.S_ISREG(mode) and self.keeper is None:
                self._resolved[path] = self._resolved[found] = found
        return found

    def source_of(self, path: str) -> Source:
        """The text of a file as `resolve_file` names it. Raises EvalError (file)."""
        source = Source(path, path, self.read_file(path))
        source.below_link = self.files.is_below_link(path)
        return source

    def read_file(self, path: str) -> bytes:
        """The content of a file. Raises EvalError (file)."""
        with self.phases.during("read"):
            data = internal_files.read(path) if internal_files.is_internal(path) else disk.read_file(path)
        self.bytes_read += len(data)
        return data

    # ------------------------------------------------------------------ values

    def force(self, value: Any) -> Any:
        """A value out of a value or thunk."""
        return force(value)

    def force_deep(self, value: Any) -> None:
        """Evaluate a value and everything inside it, as `builtins.deepSeq` does."""
        force_inside(value)

    def to_json(self, value: Any) -> str:
        """The JSON text of a value (latin-1), as `builtins.toJSON` makes it."""
        from evaluator.json_output import to_json

        return str(to_json(value, set()))

    def to_xml(self, value: Any, location: bool) -> str:
        """The XML text of a value (latin-1), with what is not evaluated yet shown as such; `location` tells
        where attributes and functions were written."""
        parts: list[str] = []
        self.write_xml(value, location, False, parts.append)
        return "".join(parts)

    def write_xml(self, value: Any, location: bool, strict: bool, write: Callable[[str], None]) -> None:
        """Write the XML text of a value (latin-1); unless `strict`, what is not evaluated yet is shown as such.
        `location` tells where attributes and functions were written. After an error, what was written is
        well-formed."""
        from evaluator.xml_output import write_xml

        write_xml(value, write, strict=strict, location=location)

    def to_text(self, value: Any) -> str:
        """A value as a string (latin-1), where interpolation would take it."""
        return str(text_of(coerced(value, False, True, "while generating the nix-instantiate output")))

    def type_name(self, value: Any) -> str:
        """What `builtins.typeOf` says."""
        return type_name(force(value))

    def attr_names(self, value: Any) -> list[str]:
        """The names of a set, sorted."""
        value = force(value)
        if type(value) is not AttrSet:
            raise expected("a set", value)
        return sorted(value.d)

    def items(self, value: Any) -> list[Any]:
        """The items of a list, forced. Raises EvalError for anything else."""
        value = force(value)
        if type(value) is not tuple:
            raise expected("a list", value)
        return [force(item) for item in value]

    def apply(self, function: Any, value: Any) -> Any:
        """What a function (or a set that works as one) makes of a value."""
        return force(call(force(function), value))

    def get_attr(self, value: Any, name: str) -> Any:
        """An attribute of a set, forced. Raises EvalError if it is not there."""
        value = force(value)
        if type(value) is not AttrSet:
            raise expected("a set", value)
        if name not in value.d:
            raise EvalError(Kind.MISSING_ATTRIBUTE, f"attribute '{name}' missing", suggestions=nearest(name, value.d))
        return force(value.d[name])

    def has_attr(self, value: Any, name: str) -> bool:
        """Whether a value is a set with that attribute."""
        value = force(value)
        return type(value) is AttrSet and name in value.d

    def is_entered(self, value: Any) -> bool:
        """Whether a value is a set that wants to be entered when jobs are looked for."""
        return is_entered(force(value))

    def is_derivation(self, value: Any) -> bool:
        """Whether a value is a set whose `type` is "derivation"."""
        return is_derivation(force(value))

    def drv_path(self, value: Any) -> str:
        """The path of a derivation's `.drv` file."""
        return drv_path(force(value))

    def derivations(self, value: Any, arguments: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """The `.drv` path and output name of each derivation that a value is or holds."""
        return derivations(force(value), arguments)

    def auto_call(self, value: Any, args: dict[str, Any] | None = None) -> Any:
        """See `selection.auto_call`."""
        return auto_call(value, args or {})

    def select(self, value: Any, path: str, args: dict[str, Any] | None = None) -> Any:
        """What `-A path` selects: `a.b."c d".0`; not called if it is a function itself."""
        return select(value, split_attr_path(path), args or {}, path)

    def select_path(self, value: Any, path: list[str], args: dict[str, Any] | None = None) -> Any:
        """What `-A` selects for a path in parts, called if it is a function."""
        return auto_call(select(value, path, args or {}, ".".join(path)), args or {})

    def to_python(self, value: Any) -> Any:
        """A value and all inside as dict, list, str, int, float, bool, None; paths as text. Strings stay
        latin-1. A derivation becomes its output path. Raises EvalError for functions."""
        value = force(value)
        if type(value) is AttrSet:
            if "outPath" in value.d:
                return self.to_python(value.d["outPath"])
            return {name: self.to_python(value.d[name]) for name in sorted(value.d)}
        if type(value) is tuple:
            return [self.to_python(item) for item in value]
        if type(value) is ContextString:
            return value.s
        if type(value) is Path:
            return value.path
        if type(value) in (Closure, Builtin, PartialCall):
            raise expected("data", value)
        return value

    def count_compiling(self) -> None:
        """Have the time that functions and thunks take to compile counted, too."""
        count_time(self.phases)

    def counts(self) -> dict[str, int]:
        """What the machine has counted so far. Quick enough to be asked before and after anything."""
        return dict(limits.statistics())

    def statistics(self) -> dict[str, Any]:
        """Figures of what has been evaluated so far: what the machine counted (`avoided` are delayed
        expressions that needed no thunk), files, bytes, the cache, and seconds by phase."""
        from resource import RUSAGE_SELF, getrusage

        cache = self.cache
        return {
            **limits.statistics(),
            "files": len(self._files),
            "bytes": {
                "sources": self.bytes_read,
                "peak_memory": getrusage(RUSAGE_SELF).ru_maxrss * 1024,
            },
            "cache": {"hits": cache.hits if cache else 0, "misses": cache.misses if cache else 0},
            "seconds": self.phases.seconds(),
        }

    # ------------------------------------------------------------------ the store

    # What stands for the store takes as long to load as all else, and is made when it is asked for.

    @property
    def registry(self) -> Registry:
        """The derivations made so far."""
        if self._registry is None:
            from evaluator.store.registry import Registry

            self._registry = Registry(self.settings.store_dir, self.settings.read_only)
        return self._registry

    @property
    def sources(self) -> Sources:
        """What was copied to the store so far."""
        if self._sources is None:
            from evaluator.store.sources import Sources

            hashing = None if self.keeper is None else self.keeper.hash_tree
            memory = None if self.cache is None else self.cache.memory
            self._sources = Sources(self.settings.store_dir, not self.settings.read_only, hashing, memory)
        return self._sources

    @property
    def realiser(self) -> Realiser:
        """What was only computed is written, and what is read is built, through this."""
        if self._realiser is None:
            from evaluator.store.realiser import Policy, Realiser

            policy = Policy(self.settings.read_only, self.settings.import_from_derivation)
            self._realiser = Realiser(self.registry, self.sources, policy, self.open_store)
            if self.told is not None:
                self._realiser.listener = self.told
        return self._realiser

    def open_store(self) -> Store:
        """The store of the settings. What speaks to stores takes long to load, and few programs need it."""
        from evaluator.store import opening
        from evaluator.store.daemon.client import Options
        from evaluator.store.local import LocalStore

        if self.given_store is not None:
            self.registry.locate = self.given_store.real_path
            return self.given_store
        settings = self.settings
        passed = {name: value for name, value in settings.options.items() if name in _PASSED_ON}
        cores = settings.options.get("cores", "")
        around = opening.Surroundings(
            settings.store_dir,
            settings.environment,
            Options(settings.build_jobs(), int(cores) if cores.isdigit() else 0, others=passed),
            limits.interrupted.is_set,
        )
        store = opening.open_store(settings.store, around)
        if isinstance(store, LocalStore):
            self.registry.locate = store.real_path
        return store

    def world(self) -> Any:
        """What fetching depends on, by the settings; see `store.fetching.world`."""
        if self.keeper is not None:
            self.keeper.pass_by()
        if self._world is None:
            from evaluator.fetch_settings import world_of

            self._world = world_of(self.settings, limits.interrupted.is_set)
        return self._world

    def _fetch_search_entry(self, entry: str) -> str:
        """The store path of the tree behind a remote entry of the search path."""
        from evaluator.builtins import inputs
        from evaluator.store import flake_references, paths
        from evaluator.store.fetching.files import fetch_archive

        if entry.startswith("flake:"):
            reference = flake_references.parse(entry.removeprefix("flake:"))
            found = inputs.fetched(reference, entry).path
        else:
            if entry.startswith("channel:"):
                entry = f"https://nixos.org/channels/{entry.removeprefix('channel:')}/nixexprs.tar.xz"
            found = fetch_archive(entry, self.world()).path
        made = self.sources.add_fetched(found, "source", paths.NAR)
        self.realiser.make_readable(made)
        return made

    def flakes(self) -> Any:
        """The flakes of this session; see `flakes.outputs`. What they need takes long to load."""
        if self._flakes is None:
            from evaluator.flakes.outputs import Flakes

            self._flakes = Flakes(self)
        return self._flakes

    def eval_flake(self, text: str, prefixes: tuple[str, ...] = ("",), request: Any = None) -> Any:
        """The output of a flake that `REF#ATTR` means; the attribute is looked for below each of `prefixes`. The
        settings that the flake wants are only obeyed when `accept-flake-config` is set. Raises EvalError."""
        from evaluator.flakes import evaluation

        return evaluation.evaluate(self, text, prefixes, request)

    def warn(self, text: str) -> None:
        """Tell the user something, unless somebody else listens."""
        state.telling()
        self.world().rules.say(f"warning: {text}")

    def write(self, drv_paths: Iterable[str]) -> None:
        """Write `.drv` files that this session made to its store, with all that they refer to. Raises
        StoreFailure."""
        self.realiser.write(drv_paths)

    def add_root(self, link: str, path: str) -> None:
        """Make a symlink to a store path that keeps the path from being collected. Raises StoreFailure for a
        store that keeps no roots of this machine, and OSError."""
        self.realiser.add_root(link, path)

    def copy_path(self, path: str) -> ContextString:
        """The store path that a source path gets when it is copied to the store (it is only computed)."""
        found = None if self.keeper is not None else self._copied.get(path)
        if found is None:
            from evaluator.store.sources import check_source_name

            name = name_of_source(path)
            check_source_name(name)
            self.files.check(path)
            self.files.check_name(path)
            text = self.sources.add_tree(path, name, self.visible(path))
            found = self._copied[path] = ContextString(text, frozenset((text,)))
        return found

    def visible(self, path: str) -> Callable[[str, str], bool] | None:
        """The filter for copying a tree of which only a part may be seen; None if all may."""
        access = self.files.access
        return None if access.contains(path) else lambda entry, kind: access.allows(entry)

    # ------------------------------------------------------------------ globals

    def _access(self) -> Access:
        if self.settings.pure:
            return Access(PURE)
        if self.settings.restricted:
            return Access(RESTRICTED, self.search_path.roots())
        return Access()

    def set_constant(self, name: str, value: Any) -> None:
        """Have a constant among the builtins, such as `currentTime`, be another value than that of now. To be called
        before anything is evaluated."""
        self.globals[f"__{name}"] = value
        self.globals["builtins"].d[name] = value

    def _constants(self) -> dict[str, Any]:
        settings = self.settings
        constants: dict[str, Any] = {
            "true": True,
            "false": False,
            "null": None,
            "langVersion": 6,
            "nixVersion": VERSION,
            "storeDir": settings.store_dir,
            "nixPath": () if settings.pure else tuple(map(search_entry, settings.search_path)),
        }
        if not settings.pure:
            constants["currentSystem"] = settings.system
            constants["currentTime"] = int(time.time())
        return constants

    def _hidden(self) -> frozenset[str]:
        on = self.settings.features
        return frozenset(name for name, features in EXPERIMENTAL.items() if on.isdisjoint(features))


class _Active:
    """A block in which a session is the current one."""

    def __init__(self, session: Evaluation) -> None:
        self.session = session

    def __enter__(self) -> None:
        self.previous = state.install(self.session)
        forget_order()
        self.collecting = gc.isenabled()
        gc.disable()
        limits.set_max_depth(self.session.settings.max_call_depth)
        limits.reset()

    def __exit__(self, *failure: object) -> None:
        state.install(self.previous)
        forget_order()
        if self.collecting:
            # What stands now would be searched again and again for cycles that matter to nobody.
            gc.freeze()
            gc.enable()


_PASSED_ON = frozenset(("timeout", "max-silent-time", "substitute", "fallback", "keep-failed", "substituters"))
"""Settings of the user that a daemon is told."""

EXPERIMENTAL = {
    "fetchClosure": ("fetch-closure",),
    "fetchTree": ("fetch-tree", "flakes"),
    "outputOf": ("dynamic-derivations",),
}
"""Builtin -> the experimental features of which it needs one to be there."""


def search_entry(entry: str) -> AttrSet:
    """An entry of the search path as `builtins.nixPath` shows it."""
    prefix, separator, path = entry.partition("=")
    if not separator:
        prefix, path = "", entry
    return AttrSet({"path": path, "prefix": prefix})


def name_of_source(path: str) -> str:
    """The name that a source path gets in the store: its last part; the root has none."""
    return path.rpartition("/")[2] or "source"
