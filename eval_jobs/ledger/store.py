"""The ledger: runs and the looks they came to, in one SQLite file.

    contexts   an identity, with a generation for each time its inputs held something else
    inputs     what else evaluations of a context looked at, with what it held
    cells      one look at one attribute in one context; never changed
    runs       what was run, when, and how it ended
    results    which cells a run came to

A cell is believed again in the same context, unless it says that a process ended (a crash, a timeout):
that may not happen again. Only a resumed run keeps those too.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval_jobs.ledger.identity import Identity, input_digest
from eval_jobs.ledger.looks import look_of_json, look_to_json
from eval_jobs.ledger.trees import UNKNOWN
from eval_jobs.looking import Input, Look, Task
from eval_jobs.results import Outcome, Record
from evaluator.errors import NixrayError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS contexts (
  id INTEGER PRIMARY KEY, digest TEXT NOT NULL, generation INTEGER NOT NULL, facts TEXT NOT NULL,
  UNIQUE (digest, generation));
CREATE TABLE IF NOT EXISTS inputs (
  context INTEGER NOT NULL REFERENCES contexts, kind TEXT NOT NULL, name TEXT NOT NULL, digest TEXT NOT NULL,
  PRIMARY KEY (context, kind, name));
CREATE TABLE IF NOT EXISTS cells (
  id INTEGER PRIMARY KEY, context INTEGER NOT NULL REFERENCES contexts, path TEXT NOT NULL,
  explicit INTEGER NOT NULL, lasting INTEGER NOT NULL, look TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS cells_of_context ON cells (context);
CREATE TABLE IF NOT EXISTS runs (
  id INTEGER PRIMARY KEY, context INTEGER NOT NULL REFERENCES contexts, command TEXT NOT NULL,
  started REAL NOT NULL, ended REAL, state TEXT NOT NULL, pid INTEGER NOT NULL, summary TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS results (
  run INTEGER NOT NULL REFERENCES runs, cell INTEGER NOT NULL REFERENCES cells, PRIMARY KEY (run, cell))
  WITHOUT ROWID;
"""
_VERSION = 1

RUNNING, COMPLETE, INTERRUPTED = "running", "complete", "interrupted"


class LedgerFailed(NixrayError):
    """The ledger cannot be used; the message says why."""


class NoSuchRun(NixrayError):
    """A run that is asked for by number, or to be resumed, is not there."""


@dataclass(frozen=True, slots=True)
class Run:
    """One row of `runs`; times in seconds since 1970."""

    id: int
    command: str
    started: float
    ended: float | None
    state: str
    summary: dict[str, Any]
    facts: dict[str, Any]


def default_file() -> Path | None:
    """Where the ledger is kept: `NIXRAY_LEDGER` (empty: nowhere), else below the user's state folder."""
    named = os.environ.get("NIXRAY_LEDGER")
    if named is not None:
        return Path(named) if named else None
    base = os.environ.get("XDG_STATE_HOME") or os.path.join(os.path.expanduser("~"), ".local", "state")
    return Path(base) / "nixray" / "ledger.sqlite"


class Ledger:
    """One open ledger file. Every method may raise LedgerFailed."""

    def __init__(self, file: Path) -> None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(file, timeout=30)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            if version not in (0, _VERSION):
                raise LedgerFailed(f"the ledger '{file}' was written by another version of nixray")
            self._db.executescript(_SCHEMA)
            self._db.execute(f"PRAGMA user_version = {_VERSION}")
            self._db.commit()
        except (sqlite3.Error, OSError) as error:
            raise LedgerFailed(f"the ledger '{file}' cannot be used: {error}") from error

    def close(self) -> None:
        with suppress(sqlite3.Error):
            self._db.close()

    # ------------------------------------------------------------------ writing

    def begin(self, identity: Identity, command: str, *, resume: bool = False, reuse: bool = True) -> RunLog:
        """Start a run, or go on with the last one of this identity that did not end; raises NoSuchRun when
        there is none. Without `reuse`, nothing that was evaluated before is believed."""
        with self._failing(), self._db:
            context = self._context(identity)
            if resume:
                run, cells = self._unfinished(context)
                self._db.execute("UPDATE runs SET state = ?, pid = ? WHERE id = ?", (RUNNING, os.getpid(), run))
            else:
                run = self._insert_run(context, command)
                cells = {}
            known = self._lasting(context) if reuse else {}
            return RunLog(self, run, context, known | cells, set(cells))

    def _context(self, identity: Identity) -> int:
        """The context of an identity whose inputs hold what they held (of several, the one that knows
        most), or a new one."""
        rows = self._db.execute(
            "SELECT id, generation FROM contexts WHERE digest = ?"
            " ORDER BY (SELECT count(*) FROM cells WHERE context = contexts.id) DESC",
            (identity.digest,),
        ).fetchall()
        fits = identity.facts.get("source") != UNKNOWN
        for context, _ in rows:
            if fits and self._inputs_hold(context):
                return int(context)
        generation = 1 + max((generation for _, generation in rows), default=-1)
        made = self._db.execute(
            "INSERT INTO contexts (digest, generation, facts) VALUES (?, ?, ?)",
            (identity.digest, generation, json.dumps(identity.facts, sort_keys=True)),
        )
        return int(made.lastrowid or 0)

    def _inputs_hold(self, context: int) -> bool:
        rows = self._db.execute("SELECT kind, name, digest FROM inputs WHERE context = ?", (context,))
        return all(digest != UNKNOWN and input_digest(Input(kind, name)) == digest for kind, name, digest in rows)

    def _insert_run(self, context: int, command: str) -> int:
        made = self._db.execute(
            "INSERT INTO runs (context, command, started, state, pid, summary) VALUES (?, ?, ?, ?, ?, '{}')",
            (context, command, time.time(), RUNNING, os.getpid()),
        )
        return int(made.lastrowid or 0)

    def _unfinished(self, context: int) -> tuple[int, dict[Task, tuple[int, str]]]:
        rows = self._db.execute(
            "SELECT id, pid, state FROM runs WHERE context = ? AND state != ? ORDER BY id DESC",
            (context, COMPLETE),
        )
        for run, pid, state in rows:
            if state == INTERRUPTED or not _alive(pid):
                found = self._db.execute(
                    "SELECT path, explicit, cells.id, look FROM results JOIN cells ON cell = cells.id WHERE run = ?",
                    (run,),
                )
                return run, _by_task(found)
        raise NoSuchRun("there is no unfinished run of this root with these arguments; start one without --resume")

    def _lasting(self, context: int) -> dict[Task, tuple[int, str]]:
        """The newest lasting cell of each task."""
        rows = self._db.execute(
            "SELECT path, explicit, id, look FROM cells WHERE context = ? AND lasting ORDER BY id", (context,)
        )
        return _by_task(rows)

    # ------------------------------------------------------------------ reading

    def runs(self) -> list[Run]:
        """All runs, the newest first."""
        with self._failing():
            rows = self._db.execute(
                "SELECT runs.id, command, started, ended, state, pid, summary, facts"
                " FROM runs JOIN contexts ON context = contexts.id ORDER BY runs.id DESC"
            ).fetchall()
        return [_run(*row) for row in rows]

    def run(self, number: int | None) -> Run:
        """A run by number, or the newest complete one; raises NoSuchRun."""
        for run in self.runs():
            if run.id == number or (number is None and run.state == COMPLETE):
                return run
        raise NoSuchRun(f"there is no run {number} in the ledger" if number else "the ledger has no complete run")

    def records(self, run: int) -> Iterator[Record]:
        """What a run came to."""
        with self._failing():
            rows = self._db.execute(
                "SELECT path, explicit, look FROM results JOIN cells ON cell = cells.id WHERE run = ? ORDER BY path",
                (run,),
            ).fetchall()
        for path, explicit, look in rows:
            found = look_of_json(_task(path, explicit), json.loads(look))
            if isinstance(found, Record):
                yield found

    def prune(self, keep: int) -> int:
        """Forget all but the newest runs, and every cell that only they had; gives how many went."""
        with self._failing(), self._db:
            gone = self._db.execute(
                "DELETE FROM runs WHERE id NOT IN (SELECT id FROM runs ORDER BY id DESC LIMIT ?)", (keep,)
            ).rowcount
            self._db.execute("DELETE FROM results WHERE run NOT IN (SELECT id FROM runs)")
            self._db.execute("DELETE FROM cells WHERE id NOT IN (SELECT cell FROM results)")
            self._db.execute("DELETE FROM contexts WHERE id NOT IN (SELECT context FROM runs)")
            self._db.execute("DELETE FROM inputs WHERE context NOT IN (SELECT id FROM contexts)")
        with self._failing(), closing(self._db.cursor()) as cursor:
            cursor.execute("VACUUM")
        return gone

    def _failing(self) -> _Failing:
        return _Failing()


class _Failing:
    """Turns what SQLite raises into LedgerFailed."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sqlite3.Error):
            raise LedgerFailed(f"the ledger cannot be used: {error}") from error


class RunLog:
    """One run as it goes on. What is put outlives the process at once; that costs little, since the system
    is not asked to wait for the disk."""

    def __init__(
        self, ledger: Ledger, run: int, context: int, known: dict[Task, tuple[int, str]], mine: set[Task]
    ) -> None:
        self._ledger = ledger
        self.run = run
        self._context = context
        self._known = known
        self._mine = mine
        self._inputs: set[Input] = set()

    def get(self, task: Task) -> Look | None:
        """What is known of a task; it becomes a result of this run."""
        found = self._known.get(task)
        if found is None:
            return None
        cell, text = found
        if task not in self._mine:
            self._add_result(cell)
        return look_of_json(task, json.loads(text))

    def put(self, task: Task, look: Look, inputs: Iterable[Input] = ()) -> None:
        """Keep a look, and the inputs that were met on the way to it."""
        lasting = not isinstance(look, Record) or look.outcome in (Outcome.DERIVATION, Outcome.FAILED)
        with self._ledger._failing():
            for each in set(inputs) - self._inputs:
                self._inputs.add(each)
                self._ledger._db.execute(
                    "INSERT OR IGNORE INTO inputs (context, kind, name, digest) VALUES (?, ?, ?, ?)",
                    (self._context, each.kind, each.name, input_digest(each)),
                )
            made = self._ledger._db.execute(
                "INSERT INTO cells (context, path, explicit, lasting, look) VALUES (?, ?, ?, ?, ?)",
                (
                    self._context,
                    json.dumps(task.path),
                    task.explicit,
                    lasting,
                    json.dumps(look_to_json(look), separators=(",", ":")),
                ),
            )
        self._add_result(int(made.lastrowid or 0))
        self.commit()

    def _add_result(self, cell: int) -> None:
        with self._ledger._failing():
            self._ledger._db.execute("INSERT OR IGNORE INTO results (run, cell) VALUES (?, ?)", (self.run, cell))

    def commit(self) -> None:
        """Have everything on disk now."""
        with self._ledger._failing():
            self._ledger._db.commit()

    def end(self, state: str, summary: dict[str, Any]) -> None:
        """The run has ended."""
        with self._ledger._failing():
            self._ledger._db.execute(
                "UPDATE runs SET state = ?, ended = ?, summary = ? WHERE id = ?",
                (state, time.time(), json.dumps(summary, sort_keys=True), self.run),
            )
        self.commit()


def _by_task(rows: Iterable[tuple[str, int, int, str]]) -> dict[Task, tuple[int, str]]:
    return {_task(path, explicit): (cell, look) for path, explicit, cell, look in rows}


def _task(path: str, explicit: int) -> Task:
    return Task(tuple(json.loads(path)), bool(explicit))


def _run(
    number: int, command: str, started: float, ended: float | None, state: str, pid: int, summary: str, facts: str
) -> Run:
    if state == RUNNING and not _alive(pid):
        state = INTERRUPTED
    return Run(number, command, started, ended, state, json.loads(summary), json.loads(facts))


def _alive(pid: int) -> bool:
    return pid != os.getpid() and os.path.exists(f"/proc/{pid}")
