"""A reference that was asked before: a JSON-lines file of its answers.

Lines are those of nix-eval-jobs (`attrPath` or `attr`, with `drvPath` or `error`). `error` may be the
message or one word (`throw`, `file-not-found`, `stack-overflow`), as large corpora keep it.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from eval_jobs.error_kinds import ErrorKind, kind_of_text
from eval_jobs.paths import AttrPath, BadPaths, dotted, parse_dotted
from eval_jobs.reference.messages import message_of
from eval_jobs.reference.protocol import ReferenceFailed
from eval_jobs.results import Outcome, Record

_OWN = frozenset({"attr", "attrPath", "drvPath", "name", "system", "outputs", "error", "fatal", "stats", "nixray"})


class RecordedReference:
    """The answers of one file, read at once; `.xz` files are unpacked on the way."""

    def __init__(self, file: Path) -> None:
        self.name = file.name
        self.records = _read(file)

    def paths(self) -> list[AttrPath]:
        """Every recorded path, in the order of the file."""
        return list(self.records)

    def answers(self, paths: Sequence[AttrPath]) -> Iterator[Record]:
        missing = [path for path in paths if path not in self.records]
        if missing:
            raise ReferenceFailed(
                f"{self.name} has no answer for {len(missing)} of {len(paths)} attributes, "
                f"the first is '{dotted(missing[0])}'"
            )
        for path in paths:
            yield self.records[path]


def _read(file: Path) -> dict[AttrPath, Record]:
    records: dict[AttrPath, Record] = {}
    try:
        with lzma.open(file, "rt", encoding="utf-8") if file.suffix == ".xz" else file.open() as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    record = _record(line, f"{file}:{number}")
                    records[record.path] = record
    except OSError as error:
        raise ReferenceFailed(f"cannot read '{file}': {error.strerror or error}") from error
    except (UnicodeDecodeError, lzma.LZMAError, EOFError) as error:
        raise ReferenceFailed(f"'{file}' is not a file of JSON lines: {error}") from error
    if not records:
        raise ReferenceFailed(f"'{file}' holds no answers")
    return records


def _record(line: str, where: str) -> Record:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise ReferenceFailed(f"{where}: not a JSON object: {error.msg}") from error
    if not isinstance(row, dict):
        raise ReferenceFailed(f"{where}: not a JSON object")
    try:
        return record_of_row(row)
    except (BadPaths, ValueError) as error:
        raise ReferenceFailed(f"{where}: {error}") from error


def record_of_row(row: dict[str, Any]) -> Record:
    """The record of one decoded line; raises ValueError when a key is missing or of a wrong type."""
    match row:
        case {"attrPath": list(parts)}:
            path = tuple(str(part) for part in parts)
        case {"attr": str(text)}:
            path = parse_dotted(text)
        case _:
            raise ValueError("no 'attrPath' in this line")
    more = row.get("nixray", {})
    known = {"seconds": more.get("seconds"), "cost": more.get("cost") or {}, "details": _details(row)}
    match row:
        case {"drvPath": str(drv_path)}:
            return Record(
                path,
                Outcome.DERIVATION,
                drv_path,
                name=row.get("name"),
                system=row.get("system"),
                outputs=row.get("outputs") or {},
                **known,
            )
        case {"error": str(text)}:
            # Lines of nix-eval-jobs hold the error as it is printed; comparisons want the message.
            message = more.get("message") or message_of(text.split("\n")) or text
            rendering = text if message != text else None
            outcome = Outcome(more.get("outcome", "failed"))
            kind = None
            if outcome is Outcome.FAILED:
                kind = ErrorKind(more["kind"]) if "kind" in more else kind_of_text(message)
            return Record(path, outcome, error=message, kind=kind, rendering=rendering, **known)
    raise ValueError("neither 'drvPath' nor 'error' in this line")


def _details(row: dict[str, Any]) -> dict[str, Any]:
    """The further keys of nix-eval-jobs."""
    return {name: value for name, value in row.items() if name not in _OWN}
