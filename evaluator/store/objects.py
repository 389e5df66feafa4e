"""What stores are asked and what they answer, whichever kind of store it is."""

from __future__ import annotations

from evaluator.store.hashes import Hash

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from typing import NamedTuple, Protocol, TypeAlias
else:
    from evaluator.light import NamedTuple

    Protocol = object

Sink: TypeAlias = "Callable[[bytes], object]"


class PathInfo(NamedTuple):
    """What a store knows of a valid path. `registered` is in seconds since the epoch; `content_address` is as
    `text:sha256:…` or `fixed:r:sha256:…`, or empty."""

    path: str
    nar_hash: Hash
    nar_size: int
    references: tuple[str, ...] = ()
    deriver: str = ""
    registered: int = 0
    ultimate: bool = False
    signatures: tuple[str, ...] = ()
    content_address: str = ""


class Addition(NamedTuple):
    """A content-addressed path to add to a store. `dump` writes its NAR and may be called again."""

    path: str
    references: tuple[str, ...]
    content_address: str
    dump: Callable[[Sink], object]


class Built(NamedTuple):
    """How one target of a build ended. `status` is one of the words of `STATUSES`; `message` is empty when all
    went well; `outputs` maps output names to store paths."""

    target: str
    status: str
    message: str
    outputs: dict[str, str]
    seconds: int

    @property
    def good(self) -> bool:
        """Whether the outputs are there."""
        return self.status in GOOD


STATUSES = (
    "built",
    "substituted",
    "already-valid",
    "permanent-failure",
    "input-rejected",
    "output-rejected",
    "transient-failure",
    "cached-failure",
    "timed-out",
    "misc-failure",
    "dependency-failed",
    "log-limit-exceeded",
    "not-deterministic",
    "resolves-to-already-valid",
    "no-substituters",
)
"""What a number of the protocol means."""

GOOD = frozenset(("built", "substituted", "already-valid", "resolves-to-already-valid"))


class Missing(NamedTuple):
    """What a build would have to do; sizes in bytes."""

    to_build: tuple[str, ...]
    to_substitute: tuple[str, ...]
    unknown: tuple[str, ...]
    download_size: int
    nar_size: int


class Event(NamedTuple):
    """Something that a store tells while it works. `what` is `message`, `build` or `substitute` (begun), `log`
    (a line), `phase`, or `end`; `subject` is the store path that it is about, or empty. Texts are latin-1."""

    what: str
    text: str
    subject: str = ""


Listener: TypeAlias = "Callable[[Event], None]"


def nobody(event: Event) -> None:
    """The listener who does not listen."""


class Store(Protocol):
    """A store of any kind. Paths are whole store paths. Raises StoreFailure when the store cannot be used, and
    EvalError for what it refuses."""

    uri: str
    writable: bool

    def valid_paths(self, paths: Collection[str]) -> set[str]:
        """Those of some paths that are valid."""

    def path_info(self, path: str) -> PathInfo | None:
        """What is known of a path, or None if it is not valid."""

    def add(self, additions: Iterable[Addition]) -> None:
        """Add paths, each after those that it refers to. Those that are there already are left alone."""

    def build(self, targets: Collection[str], listener: Listener = nobody) -> list[Built]:
        """Build or fetch `drv!output` targets."""

    def output_map(self, drv_path: str) -> dict[str, str]:
        """The outputs of a valid derivation that are known: name -> path."""

    def add_indirect_root(self, link: str) -> None:
        """Keep what a symlink outside of the store leads to for as long as it does."""

    def real_path(self, path: str) -> str:
        """Where the content of a store path (or of what is below one) can be read on this machine."""

    def close(self) -> None:
        """Let go of the store."""
