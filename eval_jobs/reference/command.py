"""A reference that is asked now: `nix-instantiate` of any version, many attributes to a process."""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from eval_jobs.error_kinds import NOT_A_DERIVATION, ErrorKind
from eval_jobs.paths import AttrPath
from eval_jobs.reference.process import ReferenceProcess
from eval_jobs.reference.protocol import ReferenceFailed
from eval_jobs.results import Outcome, Record, crashed, failed, timed_out
from eval_jobs.root import Root, nix_string

_FOLDER = Path(__file__).parent
CAUGHT_TEXT = "an error that tryEval catches (throw, assertion or search path)"


_MOST_BUSY = 20
"""How often processes may find that another one is making the database of their store."""


class CommandReference:
    """A `nix-instantiate` and the root it is asked about.

    `batch` attributes share a process: large batches share more work, small ones less memory.
    `workers` processes run at the same time. `item_timeout` is in seconds.
    """

    def __init__(
        self,
        program: str,
        root: Root,
        *,
        workers: int = 2,
        batch: int = 250,
        item_timeout: float | None = None,
        meta: bool = False,
        environment: dict[str, str] | None = None,
    ) -> None:
        found = shutil.which(program)
        if found is None:
            raise ReferenceFailed(f"there is no reference program '{program}'")
        self._program = os.path.abspath(found)
        self._root = root
        self._workers = workers
        self._batch = batch
        self._item_timeout = item_timeout
        self._meta = meta
        self._busy = 0
        self._scratch = tempfile.TemporaryDirectory(prefix="nixray-reference-")
        self._environment = _environment(environment or dict(os.environ), Path(self._scratch.name))
        self.name = _version(self._program, self._environment)

    def answers(self, paths: Sequence[AttrPath]) -> Iterator[Record]:
        """Records in completion order. What was not asked yet is dropped when the caller stops."""
        tasks: queue.SimpleQueue[list[AttrPath]] = queue.SimpleQueue()
        size = max(1, min(self._batch, -(-len(paths) // self._workers)))
        for start in range(0, len(paths), size):
            tasks.put(list(paths[start : start + size]))
        results: queue.SimpleQueue[Record | Exception | None] = queue.SimpleQueue()
        stop = threading.Event()

        def work() -> None:
            try:
                while not stop.is_set():
                    for record in self._run_batch(tasks.get_nowait(), stop):
                        results.put(record)
            except queue.Empty:
                pass
            except Exception as error:  # any failure belongs to the thread that reads the results
                results.put(error)
            results.put(None)

        threads = [threading.Thread(target=work, daemon=True) for _ in range(self._workers)]
        for thread in threads:
            thread.start()
        running = len(threads)
        try:
            while running:
                item = results.get()
                if item is None:
                    running -= 1
                elif isinstance(item, Exception):
                    raise item
                else:
                    yield item
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    def discover(self) -> list[AttrPath]:
        """The paths of all jobs below the root, by the reference's own account."""
        jobs: dict[AttrPath, None] = {}
        skip: list[AttrPath] = []
        while True:
            looking: AttrPath | None = None
            with self._process("discover.nix", _nix_paths(skip)) as process:
                for line in process.traces("nixray-", self._item_timeout):
                    verb, _, path_json = line.partition(" ")
                    path = tuple(json.loads(path_json))
                    looking = path if verb == "look" else None
                    if verb == "job":
                        jobs[path] = None
            if looking is None:
                if process.failure is not None:
                    raise self._root_failed(process)
                return list(jobs)
            jobs[looking] = None
            skip.append(looking)

    def explain(self, record: Record) -> Record:
        """The same failure with its own text, where a batch could only say that something was caught."""
        if record.kind is not ErrorKind.CAUGHT:
            return record
        with self._process("batch.nix", self._batch_of([record.path], catch=False)) as process:
            for _ in process.traces("nixray-", self._item_timeout):
                pass
        return failed(record.path, process.failure or CAUGHT_TEXT, ErrorKind.CAUGHT)

    def _run_batch(self, paths: list[AttrPath], stop: threading.Event) -> Iterator[Record]:
        """Each process answers at least one attribute, or finds the store of its neighbours busy; so this ends."""
        while paths and not stop.is_set():
            done = 0
            for record in self._run_process(paths, stop):
                done += 1
                yield record
            paths = paths[done:]

    def _run_process(self, paths: list[AttrPath], stop: threading.Event) -> Iterator[Record]:
        begun = ended = 0
        with self._process("batch.nix", self._batch_of(paths, catch=True)) as process:
            for line in process.traces("nixray-", self._item_timeout):
                verb, _, rest = line.partition(" ")
                if verb == "begin":
                    begun += 1
                else:
                    yield _record(paths[ended], rest.partition(" ")[2])
                    ended += 1
                if stop.is_set():
                    return
        if ended == len(paths):
            return
        if process.timed_out and self._item_timeout is not None:
            yield timed_out(paths[ended], self._item_timeout)
        elif begun == ended:
            self._busy += 1
            if self._busy > _MOST_BUSY or process.failure is None or not process.failure.endswith("' is busy"):
                raise self._root_failed(process)
        elif process.failure is not None:
            yield failed(paths[ended], process.failure)
        elif process.died:
            yield crashed(paths[ended], process.ending)
        else:
            raise ReferenceFailed(f"{self.name} {process.ending} and gave no reason")

    def _root_failed(self, process: ReferenceProcess) -> ReferenceFailed:
        if process.failure is not None:
            return ReferenceFailed(f"{self.name} cannot evaluate the root: {process.failure}")
        said = f": {process.last_words}" if process.last_words else ""
        return ReferenceFailed(f"{self.name} {process.ending} before it answered anything{said}")

    def _batch_of(self, paths: Sequence[AttrPath], *, catch: bool) -> str:
        flags = f"catch = {str(catch).lower()}; withMeta = {str(self._meta).lower()};"
        return f"{{ {flags} paths = {_nix_paths(paths)}; }}"

    def _evaluating(self) -> tuple[list[str], list[str]]:
        """The words that make the program evaluate what comes by standard input, and write nothing: those
        before settings, and those after."""
        if self.name.startswith("nix ("):
            words = ["--extra-experimental-features", "nix-command", "eval", "--impure", "--read-only"]
            return words, ["--file"]
        return ["--eval", "--readonly-mode"], []

    def _process(self, file: str, last_argument: str) -> ReferenceProcess:
        arguments = " ".join(f"{nix_string(name)} = ({value});" for name, value in self._root.arguments)
        text = (_FOLDER / file).read_text()
        expression = f"({text}) ({self._root.nix_text}) {{ {arguments} }} {last_argument}\n"
        before, after = self._evaluating()
        command = [self._program, *before, *self._root.surroundings(), *after]
        return ReferenceProcess(command, expression, self._root.base_dir, self._environment)


def _record(path: AttrPath, answer: str) -> Record:
    row = json.loads(answer)
    if "drvPath" in row:
        details = {"meta": row["meta"]} if row.get("meta") is not None else {}
        told = (row["drvPath"], row["name"], row["system"], row["outputs"])
        return Record(path, Outcome.DERIVATION, *told, details=details)
    if "caught" in row:
        return failed(path, CAUGHT_TEXT, ErrorKind.CAUGHT)
    return failed(path, NOT_A_DERIVATION)


def _nix_paths(paths: Sequence[AttrPath]) -> str:
    rows = ("[ " + " ".join(nix_string(part) for part in path) + " ]" for path in paths)
    return "[\n" + "\n".join(rows) + "\n]"


def _environment(base: dict[str, str], scratch: Path) -> dict[str, str]:
    """The caller's environment; where no Nix is installed, a state folder to throw away."""
    environment = {"NO_COLOR": "1", **base}
    if "NIX_STATE_DIR" not in base and not os.access("/nix/var/nix", os.W_OK):
        environment |= {
            "NIX_STORE_DIR": base.get("NIX_STORE_DIR", "/nix/store"),
            "NIX_STATE_DIR": str(scratch / "state"),
            "NIX_LOG_DIR": str(scratch / "log"),
        }
    return environment


def _version(program: str, environment: dict[str, str]) -> str:
    try:
        asked = subprocess.run(
            [program, "--version"], env=environment, capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ReferenceFailed(f"the reference '{program}' cannot be started: {error}") from error
    words = asked.stdout.strip().partition("\n")[0]
    if asked.returncode != 0 or not words:
        raise ReferenceFailed(
            f"the reference '{program}' does not tell its version (status {asked.returncode})"
        )
    return words
