"""A store on this machine, read without a daemon: its files, and its database opened read-only."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterable
from contextlib import closing
from typing import Any
from urllib.parse import quote

from evaluator.errors import EvalError, StoreFailure, Trouble
from evaluator.store import hashes
from evaluator.store.dummy import refusal
from evaluator.store.objects import Addition, Built, Listener, PathInfo, nobody

_MANY = 500
"""How many paths one question to the database names."""
_PATIENCE = 10.0
"""Seconds to wait for another process that has the database locked."""


class LocalStore:
    """See `objects.Store`. `store_dir` is what paths begin with, `real` the folder that they are in, `state` the
    folder with the database."""

    writable = False

    def __init__(self, store_dir: str, real: str, state: str) -> None:
        self.uri = "local" if real == store_dir else f"local?real={real}"
        self._store_dir = store_dir
        self._real = real
        self._database = f"{state}/db/db.sqlite"

    def valid_paths(self, paths: Collection[str]) -> set[str]:
        """Those of some paths that are valid."""
        found: set[str] = set()
        wanted = sorted(paths)
        for start in range(0, len(wanted), _MANY):
            part = wanted[start : start + _MANY]
            marks = ",".join("?" * len(part))
            found.update(row[0] for row in self._rows(f"select path from ValidPaths where path in ({marks})", part))
        return found

    def path_info(self, path: str) -> PathInfo | None:
        """What is known of a path, or None if it is not valid."""
        rows = self._rows(
            "select id, hash, narSize, deriver, registrationTime, ultimate, sigs, ca from ValidPaths where path = ?",
            [path],
        )
        if not rows:
            return None
        number, digest, size, deriver, registered, ultimate, signatures, address = rows[0]
        referenced = self._rows("select path from Refs join ValidPaths on id = reference where referrer = ?", [number])
        try:
            content = hashes.parse(digest)
        except EvalError as error:
            raise StoreFailure(Trouble.MALFORMED, f"the database of '{self.uri}': {error}") from None
        return PathInfo(
            path,
            content,
            size or 0,
            tuple(sorted(row[0] for row in referenced)),
            deriver or "",
            registered,
            bool(ultimate),
            tuple((signatures or "").split()),
            address or "",
        )

    def output_map(self, drv_path: str) -> dict[str, str]:
        """The outputs of a valid derivation that are known: name -> path."""
        rows = self._rows(
            "select o.id, o.path from DerivationOutputs o join ValidPaths v on v.id = o.drv where v.path = ?",
            [drv_path],
        )
        return dict(rows)

    def add(self, additions: Iterable[Addition]) -> None:
        """Refused: who writes beside a daemon destroys a store."""
        raise refusal(self.uri, "writing to it")

    def build(self, targets: Collection[str], listener: Listener = nobody) -> list[Built]:
        """Refused."""
        raise refusal(self.uri, "building")

    def add_indirect_root(self, link: str) -> None:
        """Refused."""
        raise refusal(self.uri, "keeping roots")

    def real_path(self, path: str) -> str:
        """Where the content of a store path is."""
        return self._real + path.removeprefix(self._store_dir)

    def close(self) -> None:
        """Nothing is held."""

    def _rows(self, question: str, values: list[Any]) -> list[Any]:
        given = [value.encode("latin-1").decode("utf-8", "surrogateescape") for value in map(str, values)]
        try:
            try:
                return self._asked(question, given, "mode=ro")
            except sqlite3.OperationalError:
                if not self._at_rest():
                    raise
                # To read beside writers SQLite has to write beside the database.
                return self._asked(question, given, "mode=ro&immutable=1")
        except sqlite3.Error as error:
            problem = "it is not there" if not os.path.exists(self._database.encode("latin-1")) else str(error)
            reason = f"cannot read the database of store '{self.uri}' ({self._database}): {problem}"
            raise StoreFailure(Trouble.UNREACHABLE, reason) from None

    def _asked(self, question: str, given: list[str], how: str) -> list[Any]:
        name = quote(self._database, "/", "latin-1")
        with closing(sqlite3.connect(f"file:{name}?{how}", uri=True, timeout=_PATIENCE)) as database:
            return database.execute(question, given).fetchall()

    def _at_rest(self) -> bool:
        """Whether the database can be read but nothing be made beside it, and all of it is in the one file."""
        name = self._database.encode("latin-1")
        try:
            whole = os.path.getsize(name + b"-wal") == 0
        except OSError:
            whole = True
        return (
            whole
            and os.access(name, os.R_OK, effective_ids=True)
            and not os.access(os.path.dirname(name), os.W_OK, effective_ids=True)
        )
