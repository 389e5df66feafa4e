"""Store paths of files that an evaluation adds to the store: sources copied, texts made.

Nothing is copied; each tree is hashed once, and where it came from is remembered, so that what would
be in the store can still be read.
"""

from __future__ import annotations

from evaluator.errors import EvalError, Kind
from evaluator.store import nar
from evaluator.store.hashes import Hash
from evaluator.store.nar import Filter
from evaluator.store.paths import DEFAULT_STORE_DIR, FLAT, NAR, fixed_output_path, text_path


class Sources:
    """The sources of one evaluation. `store_dir` has no trailing slash."""

    def __init__(self, store_dir: str = DEFAULT_STORE_DIR) -> None:
        self.store_dir = store_dir
        self._hashes: dict[str, Hash] = {}
        self._origins: dict[str, str] = {}
        self._fetched: set[str] = set()

    def add_tree(self, path: str, name: str, keep: Filter | None = None) -> str:
        """The store path that the tree at `path` gets under a name, without what `keep` refuses."""
        if keep is not None:
            return fixed_output_path(self.store_dir, NAR, nar.hash_tree(path, keep=keep), name)
        content = self._hashes.get(path)
        if content is None:
            content = self._hashes[path] = nar.hash_tree(path)
        made = fixed_output_path(self.store_dir, NAR, content, name)
        self._origins[made] = path
        return made

    def add_file(self, path: str, name: str) -> str:
        """The store path of a single file by its bytes alone; symlinks are followed."""
        made = fixed_output_path(self.store_dir, FLAT, nar.hash_file(path, "sha256"), name)
        self._origins[made] = path
        return made

    def add_fetched(self, path: str, name: str, method: str) -> str:
        """The store path of something fetched, which counts as present from then on."""
        made = self.add_file(path, name) if method == FLAT else self.add_tree(path, name)
        self._fetched.add(made)
        return made

    def is_fetched(self, store_path: str) -> bool:
        """Whether a store path was fetched by this evaluation."""
        return store_path in self._fetched

    def add_text(self, text: str, name: str, references: frozenset[str]) -> str:
        """The store path of a text (a Nix string) that refers to other store paths."""
        return text_path(self.store_dir, text.encode("latin-1"), references, name)

    def origin(self, store_path: str) -> str | None:
        """Where a copied source came from, if it was copied whole."""
        return self._origins.get(store_path)


def check_source_name(name: str) -> None:
    """What is copied by interpolation may not look like a derivation."""
    if name.endswith(".drv"):
        raise EvalError(Kind.STORE, "file names are not allowed to end in '.drv'")
