"""From a flake to the graph of its locked inputs.

What the old lock file says is kept as long as the flake still asks for the same; everything else is fetched. An
input may be overridden by any flake above it, or on the command line, and what is declared nearer to the
root counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from evaluator.errors import EvalError, Kind
from evaluator.flakes import flake_file, lock_file
from evaluator.flakes.flake_file import FlakeFile, Input
from evaluator.flakes.lock_file import InputPath, Node
from evaluator.store import disk
from evaluator.store.flake_references import Attributes, show, show_input

_DEEPEST = 100


class Writing(NamedTuple):
    """What becomes of a lock file that is not what it was: whether it is written, and whether it may have to be;
    `output` is where, in place of the flake's folder."""

    write: bool = True
    update: bool = True
    output: str | None = None


class Request(NamedTuple):
    """How to lock. `overrides` map paths of inputs to references, `updates` are paths of inputs whose locks do not
    count (`()` for all). Without `allow_unlocked`, nothing may be fetched that is not locked already. `lock_file` is
    read in place of the flake's own. Without `writing`, locks are for the evaluation alone."""

    overrides: Mapping[InputPath, Attributes] = {}
    updates: frozenset[InputPath] = frozenset()
    allow_unlocked: bool = True
    recreate: bool = False
    lock_file: str | None = None
    writing: Writing | None = None


class Flake(NamedTuple):
    """A flake that was fetched. `tree` is its whole source, `folder` where its flake.nix is."""

    original: Attributes
    locked: Attributes
    tree: Any
    source_info: Any
    folder: str
    file: FlakeFile


class _Override(NamedTuple):
    """What a flake above says of an input. `prefix` is the path of that flake, from which `follows` counts;
    `folder` is where its relative paths start."""

    input: Input
    prefix: InputPath
    parent: InputPath


class _Old(NamedTuple):
    """A node of an old lock file, and the path of the flake whose file it is: paths in it count from there."""

    node: Node
    base: InputPath

    def input(self, name: str) -> _Old | None:
        """The node of an input; None if there is none or it follows another."""
        edge = self.node.inputs.get(name)
        return _Old(edge, self.base) if isinstance(edge, Node) else None


class Locked(NamedTuple):
    """A flake with its graph. `before` is the graph of its lock file, None where there was none."""

    flake: Flake
    root: Node
    before: Node | None

    def changed(self) -> bool:
        """Whether the lock file would have to be written."""
        if self.before is None:
            return bool(self.root.inputs)
        return lock_file.text(self.root) != lock_file.text(self.before)


class Locker:
    """Locks one flake. `fetch` gives, for the attributes of an input, what was fetched and what a program sees of
    it (see `builtins.inputs`)."""

    def __init__(self, session: Any, fetch: Any, request: Request) -> None:
        self._session = session
        self._fetch = fetch
        self._request = request
        self._fetched: dict[str, Flake] = {}
        self._used: set[InputPath] = set()

    def lock(self, reference: Attributes) -> Locked:
        """The graph of the flake behind a reference. Raises EvalError."""
        flake = self.flake(reference)
        before = self._lock_of(flake)
        given = self._request.lock_file
        if given is not None:
            before = lock_file.parse(self._session.read_file(given).decode("latin-1"), given)
        root = Node()
        overrides = {
            path: _Override(Input(attributes, None, True, {}), (), ())
            for path, attributes in self._request.overrides.items()
        }
        old = None if self._request.recreate or before is None else _Old(before, ())
        self._add_inputs(flake.file.inputs, root, (), old, overrides, (), flake)
        for path in (*self._request.overrides, *self._request.updates):
            if path and path not in self._used:
                self._session.warn(f"the input '{'/'.join(path)}' does not match any input")
        _check_follows(root)
        return Locked(flake, root, before)

    def flake(self, reference: Attributes, at: Flake | None = None) -> Flake:
        """A flake fetched, and its flake.nix read; `at` is the flake that a relative path is inside of."""
        if at is not None:
            path = str(reference["path"])
            folder = _joined(at.folder, path)
            source = show_input(at.locked).text()
            declared = self._read(folder, f"{source}")
            return Flake(reference, reference, at.tree, at.source_info, folder, declared)
        key = repr(sorted(reference.items()))
        if key not in self._fetched:
            below = str(reference.get("dir", ""))
            attributes = {name: value for name, value in reference.items() if name != "dir"}
            tree, source_info = self._fetch(attributes)
            locked = {**tree.locked, **({"dir": below} if below else {})}
            store_path = source_info.d["outPath"].s
            folder = f"{store_path}/{below}" if below else store_path
            declared = self._read(folder, show(reference))
            self._fetched[key] = Flake(reference, locked, tree, source_info, folder, declared)
        return self._fetched[key]

    def _read(self, folder: str, shown: str) -> FlakeFile:
        path = f"{folder}/flake.nix"
        if disk.status_or_none(path) is None:
            raise disk.missing(path)
        return flake_file.read(self._session, path, folder, shown)

    def _lock_of(self, flake: Flake) -> Node | None:
        path = f"{flake.folder}/flake.lock"
        if disk.status_or_none(path) is None:
            return None
        return lock_file.parse(self._session.read_file(path).decode("latin-1"), path)

    # ------------------------------------------------------------------ the graph

    def _add_inputs(
        self,
        inputs: Mapping[str, Input],
        node: Node,
        prefix: InputPath,
        old: _Old | None,
        overrides: Mapping[InputPath, _Override],
        parent: InputPath,
        flake: Flake | None,
    ) -> None:
        """Give a node its inputs. `prefix` is its path; `old` the same node of an old lock file; `parent` the path of
        the flake that relative paths start from, which is `flake`."""
        if len(prefix) > _DEEPEST:
            raise EvalError(Kind.INFINITE_RECURSION, f"inputs are nested too deeply at '{'/'.join(prefix)}'")
        overrides = dict(overrides)
        for name, declared in inputs.items():
            for path, inner in _inner(declared, (*prefix, name)):
                if path not in overrides:
                    overrides[path] = _Override(inner, prefix, parent)
        for name in sorted(inputs):
            path = (*prefix, name)
            given = overrides.get(path)
            declared, origin, start = inputs[name], prefix, parent
            wanted = declared.reference or {"type": "indirect", "id": name}
            if given is not None:
                self._used.add(path)
                is_flake = declared.is_flake
                declared, origin, start = given.input, given.prefix, given.parent
                if declared.reference is None and declared.follows is None:
                    declared, origin, start = inputs[name], prefix, parent
                else:
                    declared = declared._replace(is_flake=is_flake)
            if declared.follows is not None:
                node.inputs[name] = (*origin, *declared.follows)
                continue
            reference = declared.reference or {"type": "indirect", "id": name}
            before = old.input(name) if old is not None else None
            node.inputs[name] = self._locked(reference, wanted, declared, path, before, overrides, start, flake)

    def _locked(
        self,
        reference: Attributes,
        wanted: Attributes,
        declared: Input,
        path: InputPath,
        old: _Old | None,
        overrides: Mapping[InputPath, _Override],
        start: InputPath,
        flake: Flake | None,
    ) -> Node:
        # An override of the command line is for once: the lock file still tells what the flake asks for.
        original = wanted if path in self._request.overrides else reference
        relative = reference.get("type") == "path" and not str(reference["path"]).startswith("/")
        kept = old is not None and not self._wants_update(path) and path not in self._request.overrides
        if kept and old is not None and _same(old.node, reference, declared):
            made = Node(old.node.locked, old.node.original, declared.is_flake, start if relative else None)
            if self._must_read(old, path, overrides):
                inner = self._flake_of(made, relative, flake)
                self._add_inputs(inner.file.inputs, made, path, old, overrides, path, inner)
            else:
                _copy_inputs(old, made)
            return made
        if not self._request.allow_unlocked and not relative:
            raise EvalError(Kind.RESTRICTED, f"cannot update unlocked flake input '{'/'.join(path)}' in pure mode")
        self._used.update(update for update in self._request.updates if update == path)
        if not declared.is_flake:
            locked = reference if relative else self._tree(reference)
            return Node(locked, original, False, start if relative else None)
        inner = self.flake(reference, flake if relative else None)
        made = Node(reference if relative else inner.locked, original, True, start if relative else None)
        if old is None or self._wants_update(path):
            before = self._lock_of(inner)
            old = _Old(before, path) if before is not None and not self._request.recreate else None
        self._add_inputs(inner.file.inputs, made, path, old, overrides, path, inner)
        return made

    def _flake_of(self, node: Node, relative: bool, flake: Flake | None) -> Flake:
        assert node.locked is not None
        return self.flake(node.locked, flake if relative else None)

    def _tree(self, reference: Attributes) -> Attributes:
        below = reference.get("dir")
        attributes = {name: value for name, value in reference.items() if name != "dir"}
        tree, _ = self._fetch(attributes)
        return {**tree.locked, **({"dir": below} if below else {})}

    def _wants_update(self, path: InputPath) -> bool:
        updates = self._request.updates
        return () in updates or path in updates

    def _must_read(self, old: _Old, path: InputPath, overrides: Mapping[InputPath, _Override]) -> bool:
        """Whether a locked flake has to be fetched: something below it is overridden in a way that its old lock
        does not have, or is to be updated."""
        if not old.node.is_flake:
            return False
        depth = len(path)
        for other, given in overrides.items():
            if other[:depth] != path or len(other) == depth:
                continue
            if given.input.reference is None and given.input.follows is None:
                continue
            edge: Node | InputPath | None = old.node
            for name in other[depth:]:
                edge = edge.inputs.get(name) if isinstance(edge, Node) else None
            if given.input.follows is not None:
                if not isinstance(edge, tuple) or (*old.base, *edge) != (*given.prefix, *given.input.follows):
                    return True
            elif not isinstance(edge, Node) or edge.original != given.input.reference:
                return True
        return any(other[:depth] == path and len(other) > depth for other in self._request.updates)


def _inner(declared: Input, path: InputPath) -> list[tuple[InputPath, Input]]:
    """What an input says of the inputs below it, with their paths."""
    found = []
    for name, inner in sorted(declared.inputs.items()):
        found.append(((*path, name), inner))
        found += _inner(inner, (*path, name))
    return found


def _same(old: Node, reference: Attributes, declared: Input) -> bool:
    """Whether an old lock is for what is asked for now."""
    return old.original == reference and old.is_flake == declared.is_flake


def _copy_inputs(old: _Old, made: Node) -> None:
    """The inputs of an old lock, as they were, with paths from the root."""
    for name, edge in old.node.inputs.items():
        if isinstance(edge, tuple):
            made.inputs[name] = (*old.base, *edge)
            continue
        parent = None if edge.parent is None else (*old.base, *edge.parent)
        made.inputs[name] = inner = Node(edge.locked, edge.original, edge.is_flake, parent)
        _copy_inputs(_Old(edge, old.base), inner)


def _joined(folder: str, path: str) -> str:
    """A relative path below a folder, without its dots."""
    from evaluator.vm.paths import normalise

    return normalise(f"{folder}/{path}")


def _check_follows(root: Node) -> None:
    for path, edge in lock_file.all_inputs(root):
        if isinstance(edge, tuple) and root.find(edge, root) is None:
            raise EvalError(
                Kind.VALUE,
                f"input '{'/'.join(path)}' follows a non-existent input '{'/'.join(edge)}'",
            )
