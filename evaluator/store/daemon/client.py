"""A store behind a daemon: every operation of the worker protocol that nixray uses.

The conversation is opened when first needed, and anew after it was lost between two requests.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from enum import IntEnum

from evaluator.store import nar
from evaluator.store.daemon import wire
from evaluator.store.daemon.connection import Connection
from evaluator.store.daemon.logging import plain
from evaluator.store.daemon.wire import Reader
from evaluator.store.hashes import Hash, hasher
from evaluator.store.objects import STATUSES, Addition, Built, Listener, Missing, PathInfo, Sink, nobody


class Operation(IntEnum):
    """The numbers of the requests."""

    ADD_TO_STORE = 7
    ENSURE_PATH = 10
    ADD_TEMP_ROOT = 11
    ADD_INDIRECT_ROOT = 12
    FIND_ROOTS = 14
    SET_OPTIONS = 19
    QUERY_PATH_INFO = 26
    QUERY_VALID_PATHS = 31
    QUERY_SUBSTITUTABLE_PATHS = 32
    VERIFY_STORE = 35
    NAR_FROM_PATH = 38
    QUERY_MISSING = 40
    QUERY_DERIVATION_OUTPUT_MAP = 41
    ADD_MULTIPLE_TO_STORE = 44
    BUILD_PATHS_WITH_RESULTS = 46


_CPU_TIMES = 37
_SECONDS = 300.0
"""Without a byte for so long, a daemon that is not building counts as gone."""

_INFO, _NORMAL = 3, 0


class Options:
    """What a client tells the daemon about building. `jobs` builds run at a time; `others` are settings by
    name."""

    def __init__(
        self, jobs: int = 1, cores: int = 0, keep_going: bool = True, others: Mapping[str, str] | None = None
    ) -> None:
        self.jobs = jobs
        self.cores = cores
        self.keep_going = keep_going
        self.others = others or {}


class DaemonStore:
    """See `objects.Store`. `connect` opens a new conversation; `uri` is what messages call the store; `local`
    tells that its files are those of this machine."""

    writable = True

    def __init__(
        self, uri: str, connect: Callable[[], Connection], options: Options | None = None, local: bool = True
    ) -> None:
        self.uri = uri
        self.local = local
        self._connect = connect
        self._options = options or Options()
        self._open: Connection | None = None

    def close(self) -> None:
        """End the conversation; temporary roots go with it."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def connection(self) -> Connection:
        """The open conversation."""
        if self._open is not None and not self._open.usable:
            self.close()
        if self._open is None:
            self._open = self._connect()
            self._open.channel.timeout = _SECONDS
            self._set_options(self._open)
        return self._open

    def _set_options(self, connection: Connection) -> None:
        given = self._options
        numbers = [False, given.keep_going, False, _INFO, given.jobs, 0, True, _INFO, 0, 0, given.cores, True]
        arguments = b"".join(map(wire.number, numbers)) + wire.mapping(given.others)
        with connection.request(Operation.SET_OPTIONS, arguments):
            pass

    def _ask(
        self, operation: Operation, arguments: bytes = b"", listener: Listener = nobody
    ) -> AbstractContextManager[Reader]:
        return self.connection().request(operation, arguments, listener)

    # ------------------------------------------------------------------ questions

    def valid_paths(self, paths: Collection[str]) -> set[str]:
        """Those of some paths that are valid."""
        with self._ask(Operation.QUERY_VALID_PATHS, wire.texts(sorted(paths)) + wire.number(0)) as answer:
            return set(answer.texts())

    def substitutable(self, paths: Collection[str]) -> set[str]:
        """Those of some paths that a binary cache has."""
        with self._ask(Operation.QUERY_SUBSTITUTABLE_PATHS, wire.texts(sorted(paths))) as answer:
            return set(answer.texts())

    def path_info(self, path: str) -> PathInfo | None:
        """What is known of a path, or None if it is not valid."""
        with self._ask(Operation.QUERY_PATH_INFO, wire.text(path)) as answer:
            return _read_info(answer, path) if answer.flag() else None

    def missing(self, targets: Collection[str]) -> Missing:
        """What building some targets would take."""
        with self._ask(Operation.QUERY_MISSING, wire.texts(sorted(targets))) as answer:
            sets = [tuple(sorted(answer.texts())) for _ in range(3)]
            return Missing(sets[0], sets[1], sets[2], answer.number(), answer.number())

    def output_map(self, drv_path: str) -> dict[str, str]:
        """The outputs of a valid derivation that are known: name -> path."""
        with self._ask(Operation.QUERY_DERIVATION_OUTPUT_MAP, wire.text(drv_path)) as answer:
            return {name: path for name, path in answer.pairs().items() if path}

    def roots(self) -> dict[str, str]:
        """The garbage collector's roots: link -> store path."""
        with self._ask(Operation.FIND_ROOTS) as answer:
            return answer.pairs()

    # ------------------------------------------------------------------ adding

    def add(self, additions: Iterable[Addition]) -> None:
        """Add paths, each after those that it refers to. Those that are there already are left alone."""
        wanted = {addition.path: addition for addition in additions}
        valid = self.valid_paths(wanted.keys()) if wanted else set()
        missing = [addition for path, addition in wanted.items() if path not in valid]
        if not missing:
            return

        def write(sink: Sink) -> None:
            sink(wire.number(len(missing)))
            for addition in missing:
                sink(_described(addition))
                addition.dump(sink)

        arguments = wire.number(0) * 2  # no repair; whatever needs no signature gets none
        with self.connection().upload(Operation.ADD_MULTIPLE_TO_STORE, arguments, write):
            pass

    def add_text(self, name: str, content: bytes, references: Collection[str] = ()) -> PathInfo:
        """Add a file with known text and references."""
        return self._add(name, "text:sha256", references, lambda sink: sink(content))

    def add_tree(self, name: str, dump: Callable[[Sink], None], references: Collection[str] = ()) -> PathInfo:
        """Add a tree by its NAR, which `dump` writes."""
        return self._add(name, "fixed:r:sha256", references, dump)

    def add_flat(self, name: str, write: Callable[[Sink], None], algorithm: str = "sha256") -> PathInfo:
        """Add a file by its bytes, which `write` writes."""
        return self._add(name, f"fixed:{algorithm}", (), write)

    def _add(self, name: str, method: str, references: Collection[str], write: Callable[[Sink], object]) -> PathInfo:
        arguments = wire.text(name) + wire.text(method) + wire.texts(sorted(references)) + wire.number(0)

        def through(sink: Callable[[bytes], None]) -> None:
            write(sink)

        with self.connection().upload(Operation.ADD_TO_STORE, arguments, through) as answer:
            return _read_info(answer, answer.text())

    # ------------------------------------------------------------------ doing

    def build(self, targets: Collection[str], listener: Listener = nobody) -> list[Built]:
        """Build or fetch `drv!output` targets; takes as long as it takes."""
        connection = self.connection()
        before, connection.channel.timeout = connection.channel.timeout, None
        arguments = wire.texts(sorted(targets)) + wire.number(_NORMAL)
        try:
            with connection.request(Operation.BUILD_PATHS_WITH_RESULTS, arguments, listener) as answer:
                return answer.many(lambda: _read_built(answer, connection.version))
        finally:
            connection.channel.timeout = before

    def ensure(self, path: str, listener: Listener = nobody) -> None:
        """Have a path valid, from a binary cache if need be."""
        with self._ask(Operation.ENSURE_PATH, wire.text(path), listener) as answer:
            answer.number()

    def add_temporary_root(self, path: str) -> None:
        """Keep a path from being collected as long as this conversation lasts."""
        with self._ask(Operation.ADD_TEMP_ROOT, wire.text(path)) as answer:
            answer.number()

    def add_indirect_root(self, link: str) -> None:
        """Keep what a symlink outside of the store leads to for as long as it does."""
        with self._ask(Operation.ADD_INDIRECT_ROOT, wire.text(link)) as answer:
            answer.number()

    def verify(self, contents: bool = False, listener: Listener = nobody) -> bool:
        """Whether everything in the store is as it was registered; with `contents`, every file is read."""
        connection = self.connection()
        before, connection.channel.timeout = connection.channel.timeout, None
        try:
            arguments = wire.number(contents) + wire.number(0)
            with connection.request(Operation.VERIFY_STORE, arguments, listener) as answer:
                return not answer.flag()
        finally:
            connection.channel.timeout = before

    def fetch(self, path: str, destination: str) -> None:
        """Copy the content of a store path to `destination`, which must not exist."""
        with self._ask(Operation.NAR_FROM_PATH, wire.text(path)) as answer:
            nar.unpack(_Stream(answer), destination, alone=False)

    def real_path(self, path: str) -> str:
        """Where the content of a store path can be read on this machine."""
        return path


class _Stream:
    """The bytes of an answer as a file to read."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def read(self, size: int) -> bytes:
        """Exactly `size` bytes."""
        return self._reader.raw(size)


def _described(addition: Addition) -> bytes:
    """The info of a path that is about to be sent."""
    made = hasher("sha256")
    size = 0

    def count(data: bytes) -> None:
        nonlocal size
        size += len(data)
        made.update(data)

    addition.dump(count)
    return b"".join(
        (
            wire.text(addition.path),
            wire.text(""),  # nobody derived it
            wire.text(made.digest().hex()),
            wire.texts(sorted(addition.references)),
            wire.number(0),  # the daemon knows what time it is
            wire.number(size),
            wire.number(0),  # not built here
            wire.texts(()),
            wire.text(addition.content_address),
        )
    )


def _read_info(answer: Reader, path: str) -> PathInfo:
    deriver = answer.text()
    digest = answer.text()
    references = tuple(sorted(answer.texts()))
    registered, size = answer.number(), answer.number()
    ultimate = answer.flag()
    signatures = tuple(sorted(answer.texts()))
    try:
        content = Hash("sha256", bytes.fromhex(digest))
    except ValueError:
        raise answer.malformed(f"the hash '{digest}'") from None
    return PathInfo(path, content, size, references, deriver, registered, ultimate, signatures, answer.text())


def _read_built(answer: Reader, version: int) -> Built:
    target = answer.text()
    status = answer.number()
    if status >= len(STATUSES):
        word = "misc-failure"  # a word of a newer version
    else:
        word = STATUSES[status]
    message = plain(answer.text())
    answer.number()  # how often it was built
    answer.number()  # whether the results differed
    began, ended = answer.number(), answer.number()
    if version >= _CPU_TIMES:
        for _ in range(2):
            if answer.flag():
                answer.number()
    folder = target.partition("!")[0].rpartition("/")[0]
    outputs = {
        name.rpartition("!")[2]: f"{folder}/{_realisation(answer, text).get('outPath', '')}"
        for name, text in answer.pairs().items()
    }
    return Built(target, word, message, outputs, ended - began)


def _realisation(answer: Reader, text: str) -> dict[str, object]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise answer.malformed(f"the realisation '{text}'")
    return found
