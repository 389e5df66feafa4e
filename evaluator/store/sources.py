"""Store paths of files that an evaluation adds to the store: sources copied, texts made.

Nothing is copied yet; each tree is hashed once, and where it came from is remembered, so that what would
be in the store can still be read, and can be written there once somebody needs it.
"""

from __future__ import annotations

import os

from evaluator.errors import EvalError, Kind
from evaluator.store import disk, nar
from evaluator.store.file_memory import FileMemory, key_of
from evaluator.store.hashes import Hash, hash_bytes
from evaluator.store.nar import Filter
from evaluator.store.objects import Addition, Sink
from evaluator.store.paths import DEFAULT_STORE_DIR, FLAT, NAR, fixed_output_path, text_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    import tempfile
    from collections.abc import Callable
    from typing import NamedTuple
else:
    from evaluator.light import NamedTuple


class _Tree(NamedTuple):
    """A tree, or one file, that belongs in the store. `kept` holds the paths that a filter left, or is None
    where there was none."""

    origin: str
    method: str
    content: Hash
    kept: frozenset[str] | None

    def dump(self, sink: Sink) -> None:
        """Write its NAR."""
        if self.method == FLAT:
            pieces: list[bytes] = []
            nar.copy_file(self.origin, pieces.append)
            sink(nar.of_file(b"".join(pieces)))
        else:
            kept = self.kept
            nar.dump(self.origin, sink, None if kept is None else lambda path, kind: path in kept)


class _Text(NamedTuple):
    """A text that belongs in the store."""

    content: bytes
    references: frozenset[str]

    def dump(self, sink: Sink) -> None:
        """Write its NAR."""
        sink(nar.of_file(self.content))


class Sources:
    """The sources of one evaluation. `store_dir` has no trailing slash; `keeping` tells that they may be
    written later, for which what a filter left and what a text says must be remembered. `hash_tree` hashes trees in
    place of what does so once for each; `memory` knows hashes of files that are as they were."""

    def __init__(
        self,
        store_dir: str = DEFAULT_STORE_DIR,
        keeping: bool = False,
        hash_tree: Callable[[str], Hash] | None = None,
        memory: FileMemory | None = None,
    ) -> None:
        self.store_dir = store_dir
        self._keeping = keeping
        self._hash_tree = hash_tree or self._hash_once
        self._memory = memory
        self._hashes: dict[str, Hash] = {}
        self._origins: dict[str, str] = {}
        self._added: dict[str, _Tree | _Text] = {}
        self._fetched: set[str] = set()
        self._room: tempfile.TemporaryDirectory[str] | None = None

    def add_tree(self, path: str, name: str, keep: Filter | None = None) -> str:
        """The store path that the tree at `path` gets under a name, without what `keep` refuses."""
        if keep is not None:
            return self._add_filtered(path, name, keep)
        return self._add_whole(path, name, NAR, self._hash_tree(path))

    def forget_hashes(self) -> None:
        """Read trees again from now on."""
        self._hashes.clear()

    def _hash_once(self, path: str) -> Hash:
        content = self._hashes.get(path)
        if content is None:
            content = self._hashes[path] = self._hash_known(path)
        return content

    def _hash_known(self, path: str) -> Hash:
        """The hash of a tree, from the memory if it is a file that is as it was."""
        memory = self._memory
        identity = b"" if memory is None else disk.identity(path)
        if memory is None or not identity:
            return nar.hash_tree(path)
        key = key_of(b"nar", identity)
        known = memory.get(key)
        if known:
            disk.unread(path, "status", "open_file")
            return Hash("sha256", known)
        content = nar.hash_tree(path)
        memory.note(key, content.digest)
        return content

    def add_file(self, path: str, name: str) -> str:
        """The store path of a single file by its bytes alone; symlinks are followed."""
        return self._add_whole(path, name, FLAT, nar.hash_file(path, "sha256"))

    def _add_whole(self, path: str, name: str, method: str, content: Hash) -> str:
        made = fixed_output_path(self.store_dir, method, content, name)
        self._origins[made] = path
        self._added[made] = _Tree(path, method, content, None)
        return made

    def _add_filtered(self, path: str, name: str, keep: Filter) -> str:
        if not self._keeping:
            return fixed_output_path(self.store_dir, NAR, nar.hash_tree(path, keep=keep), name)
        kept = set()

        def noted(entry: str, kind: str) -> bool:
            wanted = keep(entry, kind)
            if wanted:
                kept.add(entry)
            return wanted

        content = nar.hash_tree(path, keep=noted)
        made = fixed_output_path(self.store_dir, NAR, content, name)
        self._added[made] = _Tree(path, NAR, content, frozenset(kept))
        return made

    def add_fetched(self, path: str, name: str, method: str) -> str:
        """The store path of something fetched, which counts as present from then on."""
        made = self.add_file(path, name) if method == FLAT else self.add_tree(path, name)
        self._fetched.add(made)
        return made

    def add_present(self, store_path: str, place: str) -> None:
        """Take note of a store path that was fetched as it is; `place` is its content."""
        self._origins[store_path] = place
        self._fetched.add(store_path)

    def is_fetched(self, store_path: str) -> bool:
        """Whether a store path was fetched by this evaluation."""
        return store_path in self._fetched

    def add_text(self, text: str, name: str, references: frozenset[str]) -> str:
        """The store path of a text (a Nix string) that refers to other store paths."""
        content = text.encode("latin-1")
        made = text_path(self.store_dir, content, references, name)
        if self._keeping:
            self._added[made] = _Text(content, references)
        return made

    def keep_text(self, path: str, text: str, references: frozenset[str]) -> None:
        """Take note of a text whose store path is known."""
        self._added.setdefault(path, _Text(text.encode("latin-1"), references))

    def origin(self, store_path: str) -> str | None:
        """Where a copied source came from, if it was copied whole."""
        return self._origins.get(store_path)

    def added(self, store_path: str) -> bool:
        """Whether this evaluation added a path, and still knows what is in it."""
        return store_path in self._added

    def references(self, store_path: str) -> frozenset[str]:
        """What an added path refers to."""
        known = self._added[store_path]
        return known.references if isinstance(known, _Text) else frozenset()

    def addition(self, store_path: str) -> Addition:
        """An added path as a store takes it."""
        known = self._added[store_path]
        if isinstance(known, _Text):
            address = f"text:sha256:{hash_bytes('sha256', known.content).base32()}"
            return Addition(store_path, tuple(sorted(known.references)), address, known.dump)
        prefix = "r:" if known.method == NAR else ""
        address = f"fixed:{prefix}{known.content.algorithm}:{known.content.base32()}"
        return Addition(store_path, (), address, known.dump)

    def materialise(self, store_path: str) -> str:
        """Where the content of an added path can be read: where it came from, or a copy made now."""
        if store_path not in self._origins:
            if self._room is None:
                import tempfile  # loads much that few evaluations need

                self._room = tempfile.TemporaryDirectory(prefix="nixray-sources-")
            copy = f"{self._room.name}/{store_path.rpartition('/')[2]}"
            import tempfile

            with tempfile.TemporaryFile(dir=self._room.name) as file:
                self._added[store_path].dump(file.write)
                file.seek(0, os.SEEK_SET)
                nar.unpack(file, copy)
            self._origins[store_path] = copy
        return self._origins[store_path]


def check_source_name(name: str) -> None:
    """What is copied by interpolation may not look like a derivation."""
    if name.endswith(".drv"):
        raise EvalError(Kind.STORE, "file names are not allowed to end in '.drv'")
