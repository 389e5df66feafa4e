"""What an evaluation needs of a store: writing what it made, and building what it reads.

Everything is written as late as can be: the closure of a `.drv` file when it is asked for or has to be
built, and in one go. Until then all of it is only computed.
"""

from __future__ import annotations

import errno
import os

from evaluator.errors import EvalError, Kind, NeedsBuild
from evaluator.store import disk, nar, paths
from evaluator.store.context import in_order, split_output
from evaluator.store.hashes import hash_bytes
from evaluator.store.objects import Addition, Built, Listener, Store, nobody
from evaluator.store.registry import Registry
from evaluator.store.sources import Sources

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import NamedTuple
else:
    from evaluator.light import NamedTuple


class Policy(NamedTuple):
    """What an evaluation may do with its store. `read_only`: nothing is written, as in the reference's mode of
    that name. `build`: what was not built may be built for being read. `park`: instead of building, raise
    NeedsBuild."""

    read_only: bool = True
    build: bool = True
    park: bool = False


class Realiser:
    """The store side of one evaluation. `open_store` is called when a store is first needed."""

    def __init__(self, registry: Registry, sources: Sources, policy: Policy, open_store: Callable[[], Store]) -> None:
        self.policy = policy
        self.listener: Listener = nobody
        self._registry = registry
        self._sources = sources
        self._open_store = open_store
        self._store: Store | None = None
        self._opened_by = 0
        self._written: set[str] = set()
        self._outputs: dict[tuple[str, str], str] = {}
        self._failures: dict[str, str] = {}

    @property
    def store(self) -> Store:
        """The store, opened now if need be. A forked process opens its own: a conversation cannot be shared."""
        return self._opened()

    def _opened(self) -> Store:
        if self._store is None or self._opened_by != os.getpid():
            self._store = self._open_store()
            self._opened_by = os.getpid()
        return self._store

    def open(self) -> None:
        """Open the store now, not when something is first written or asked for. Raises StoreFailure."""
        self._opened()

    def close(self) -> None:
        """Let go of the store."""
        if self._store is not None:
            self._store.close()
            self._store = None

    # ------------------------------------------------------------------ writing

    def write(self, wanted: Iterable[str]) -> None:
        """Write the closures of paths that this evaluation made: `.drv` files, sources, texts."""
        additions = {path: self._addition(path) for path in self._closure(wanted)}
        if additions:
            self.store.add(additions.values())
            self._written.update(additions)

    def add_root(self, link: str, path: str) -> None:
        """Make a symlink to a valid path that keeps it from being collected. An old symlink to a store path is
        replaced, nothing else is."""
        name = link.encode("latin-1")
        if os.path.lexists(name):
            target = os.readlink(name).decode("latin-1") if os.path.islink(name) else ""
            if not target.startswith(self._registry.store_dir + "/"):
                raise FileExistsError(errno.EEXIST, "the symlink would replace something else", link)
            os.unlink(name)
        os.symlink(path.encode("latin-1"), name)
        self.store.add_indirect_root(link)

    def _closure(self, wanted: Iterable[str]) -> list[str]:
        """The paths to write, each behind those it refers to. By an explicit stack: closures are deep."""
        order: list[str] = []
        seen = set(self._written)
        pending = [(path, False) for path in wanted]
        while pending:
            path, done = pending.pop()
            if done:
                order.append(path)
            elif path not in seen:
                seen.add(path)
                references = self._references(path)
                if references is not None:
                    pending.append((path, True))
                    pending += [(other, False) for other in references if other not in seen]
        return order

    def _references(self, path: str) -> set[str] | frozenset[str] | None:
        """What a path of this evaluation refers to; None for a path that it did not make."""
        drv = self._registry.made().get(path)
        if drv is not None:
            return drv.references()
        return self._sources.references(path) if self._sources.added(path) else None

    def _addition(self, path: str) -> Addition:
        drv = self._registry.made().get(path)
        if drv is None:
            return self._sources.addition(path)
        content = drv.content()
        address = f"text:sha256:{hash_bytes('sha256', content).base32()}"
        whole = nar.of_file(content)
        return Addition(path, tuple(sorted(drv.references())), address, lambda sink: sink(whole))

    # ------------------------------------------------------------------ reading

    def realise(self, context: frozenset[str]) -> Mapping[str, str]:
        """Have everything there that a context names. Gives what stands in the text for outputs of
        content-addressed derivations, and their paths. Raises EvalError, StoreFailure, NeedsBuild."""
        needed: list[tuple[str, str]] = []
        for element in in_order(context):
            if element[0] == "!":
                output, drv = split_output(element)
                self._check_derivation(drv, output)
                needed.append((drv, output))
            else:
                self._check_path(element.lstrip("="))
        if not needed:
            return {}
        self._build([(drv, output) for drv, output in needed if not self._is_there(drv, output)])
        return {
            paths.upstream_placeholder(drv, output): self._outputs[drv, output]
            for drv, output in needed
            if (drv, output) in self._outputs
        }

    def make_readable(self, path: str) -> None:
        """Have the content of a store path (or of one that it is in) found: where it is, at the origin of a source
        that would be in the store, or where the store keeps it."""
        try:
            whole, _ = paths.split_path(self._registry.store_dir, path)
        except EvalError:
            return
        if disk.status_or_none(whole) is not None:
            return
        drv = self._registry.made().get(whole)
        if drv is not None:
            self._sources.keep_text(whole, drv.text(), frozenset(drv.references()))
        if self._sources.added(whole):
            disk.mount(whole, self._sources.materialise(whole))
        elif self._store is not None and (real := self._store.real_path(whole)) != whole:
            disk.mount(whole, real)

    def _check_path(self, path: str) -> None:
        sources, registry = self._sources, self._registry
        added = sources.added(path) or path in registry.made()
        here = sources.is_fetched(path) or (added and not self.policy.read_only)
        if not here and not registry.written(path) and path not in self.store.valid_paths([path]):
            raise EvalError(Kind.STORE, f"path '{path.rpartition('/')[2]}' is not valid")

    def _check_derivation(self, drv: str, output: str) -> None:
        if drv[0] == "!":
            raise EvalError(Kind.BUILD, f"cannot build '{drv}^{output}': it is the output of a derivation")
        if self.policy.read_only and drv not in self._written and not self._valid(drv):
            raise EvalError(Kind.STORE, f"path '{drv.rpartition('/')[2]}' is not valid")
        if not self.policy.build:
            raise EvalError(
                Kind.BUILD,
                f"cannot build '{drv}^{output}' during evaluation because the option "
                "'allow-import-from-derivation' is disabled",
            )

    def _valid(self, path: str) -> bool:
        return self._registry.written(path) or path in self.store.valid_paths([path])

    def _is_there(self, drv: str, output: str) -> bool:
        """Whether an output was built before."""
        if (drv, output) in self._outputs:
            return True
        if drv in self._failures:
            raise EvalError(Kind.BUILD, self._failures[drv])
        known = self._registry.get(drv).outputs.get(output)
        if known is not None and known.path and path_is_there(self.store, known.path):
            return True
        if known is None or not known.path:
            found = self.store.output_map(drv).get(output) if self._valid(drv) else None
            if found is not None and path_is_there(self.store, found):
                self._outputs[drv, output] = found
                return True
        return False

    def _build(self, missing: list[tuple[str, str]]) -> None:
        if not missing:
            return
        targets = tuple(f"{drv}!{output}" for drv, output in missing)
        if not self.store.writable:
            raise EvalError(
                Kind.BUILD,
                f"cannot build '{missing[0][0]}^{missing[0][1]}' during evaluation: building is not supported by "
                f"store '{self.store.uri}'; start a nix-daemon, or name one with --store or NIX_REMOTE",
            )
        self.write(drv for drv, _ in missing)
        if self.policy.park:
            raise NeedsBuild(targets)
        self.learn(self.store.build(targets, self.listener))
        failed = [drv for drv, _ in missing if drv in self._failures]
        if len(failed) > 1:
            listed = ", ".join(f"'{drv}'" for drv in sorted(set(failed)))
            raise EvalError(Kind.BUILD, f"build of {listed} failed\n{self._failures[failed[0]]}")
        if failed:
            raise EvalError(Kind.BUILD, self._failures[failed[0]])

    def learn(self, results: Iterable[Built]) -> None:
        """Take note of how builds ended; those that failed fail whoever needs them from now on."""
        for result in results:
            drv, _, _ = result.target.partition("!")
            if not result.good:
                self._failures[drv] = result.message or f"build of '{drv}' failed"
                continue
            for output, path in result.outputs.items():
                self._outputs[drv, output] = path


def path_is_there(store: Store, path: str) -> bool:
    """Whether a path is valid, or on disk where no store can tell."""
    if store.uri == "dummy://":
        return disk.status_or_none(path) is not None
    return bool(store.valid_paths([path]))
