"""The store that is none: everything is computed, nothing is there, nothing can be written."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from evaluator.errors import StoreFailure, Trouble
from evaluator.store.objects import Addition, Built, Listener, PathInfo, nobody


class DummyStore:
    """See `objects.Store`."""

    uri = "dummy://"
    writable = False

    def valid_paths(self, paths: Collection[str]) -> set[str]:
        """Nothing is valid."""
        return set()

    def path_info(self, path: str) -> PathInfo | None:
        """Nothing is known."""
        return None

    def add(self, additions: Iterable[Addition]) -> None:
        """Refused."""
        raise refusal(self.uri, "writing to it")

    def build(self, targets: Collection[str], listener: Listener = nobody) -> list[Built]:
        """Refused."""
        raise refusal(self.uri, "building")

    def output_map(self, drv_path: str) -> dict[str, str]:
        """Nothing was built."""
        return {}

    def add_indirect_root(self, link: str) -> None:
        """Refused."""
        raise refusal(self.uri, "keeping roots")

    def real_path(self, path: str) -> str:
        """Where the path would be."""
        return path

    def close(self) -> None:
        """Nothing is held."""


def refusal(uri: str, what: str) -> StoreFailure:
    """The error for what a store of this kind never does."""
    return StoreFailure(
        Trouble.REFUSED,
        f"{what} is not supported by store '{uri}'; start a nix-daemon, or name one with --store or NIX_REMOTE",
    )
