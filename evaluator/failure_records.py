"""Failure records: what a failed run leaves behind so that `nixray debug --last` can open it at the error.

A record is a small JSON file: what was evaluated, the error, and an input log: which files, folders and variables
the evaluation looked at, with a hash of what they were. No flag has to be given and a run that succeeds pays for
nothing but noting paths: hashes are taken when a run has failed. The newest `KEPT` records stay, in the
user's state folder (`NIXRAY_STATE_DIR`, else `nixray` below `XDG_STATE_HOME`).
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from evaluator.errors import EvalError, NixrayError
from evaluator.input_log import LOOKED_AT, InputLog, fingerprint
from evaluator.store import disk

FORMAT = "nixray failure record"
VERSION = 1
KEPT = 50
"""How many records are kept."""
_SUFFIX = ".failure.json"
Data = dict[str, Any]


class BadRecord(NixrayError):
    """A file is no failure record; the message says why."""


def folder() -> Path:
    """Where records are kept."""
    named = os.environ.get("NIXRAY_STATE_DIR")
    base = os.environ.get("XDG_STATE_HOME") or os.path.join(os.path.expanduser("~"), ".local", "state")
    return Path(named) / "failures" if named else Path(base) / "nixray" / "failures"


def describe_error(error: EvalError) -> Data:
    """An error as a record has it; texts are Unicode."""
    found: Data = {"kind": error.kind.value, "message": _text(error.message)}
    if error.span is not None:
        line, column = error.span.source.line_column(error.span.start)
        found |= {"source": _text(error.span.source.shown), "line": line, "column": column}
    return found


def leave(target: Data, error: EvalError, log: InputLog, session: Any) -> Path | None:
    """Leave a record of a run that failed; gives its path, or None where that is not possible. `target` says
    what was evaluated (debugger/target.py). Never raises: a failure is reported without a record, too."""
    journal, disk.journal = disk.journal, None
    try:
        settings = session.settings
        wanted = ("HOME", "NIX_PATH", "NIX_STORE_DIR", "NIX_STATE_DIR", "NIX_CONF_DIR", "NIX_CONFIG", "NIX_REMOTE")
        variables = {name: settings.environment[name] for name in wanted if name in settings.environment}
        record = {
            "format": FORMAT,
            "version": VERSION,
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "event": None,
            "folder": settings.working_dir,
            "target": target,
            "error": describe_error(error),
            "currentTime": session.globals.get("__currentTime"),
            "environment": {_text(k): _text(v) for k, v in (log.variables | variables).items()},
            "inputs": log.inputs(),
        }
        return _write(record)
    except (OSError, NixrayError, ValueError):
        return None
    finally:
        disk.journal = journal


def _write(record: Data) -> Path:
    place = folder()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{time.time_ns():020}-{os.getpid()}{_SUFFIX}"
    _replace(place / name, record)
    for old in _records()[KEPT:]:
        old.unlink(missing_ok=True)
    return place / name


def _replace(path: Path, record: Data) -> None:
    """Write a record that only its owner may read, in one step."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(record, file, ensure_ascii=True, separators=(",", ":"))
    os.replace(temporary, path)


def _records() -> list[Path]:
    """All records, the newest first."""
    try:
        return sorted((path for path in folder().iterdir() if path.name.endswith(_SUFFIX)), reverse=True)
    except FileNotFoundError:
        return []


def newest() -> Path:
    """The record of the last failure. Raises BadRecord if there is none."""
    found = _records()
    if not found:
        raise BadRecord(f"no run has failed yet: there is no record in {folder()}")
    return found[0]


def read(path: Path) -> Data:
    """A checked record. Raises BadRecord."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadRecord(f"cannot read {path}: {error.strerror}") from error
    except ValueError as error:
        raise BadRecord(f"{path} is no failure record: {error}") from error
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise BadRecord(f"{path} is no failure record")
    if record.get("version") != VERSION:
        raise BadRecord(f"{path} is a failure record of version {record.get('version')}, not {VERSION}")
    from jsonschema import Draft202012Validator

    problems = sorted(Draft202012Validator(SCHEMA).iter_errors(record), key=lambda one: list(map(str, one.path)))
    if problems:
        where = "/".join(map(str, problems[0].path)) or "the record"
        raise BadRecord(f"{path} is damaged: {where}: {problems[0].message[:200]}")
    return record


def note_event(path: Path, record: Data, event: int) -> None:
    """Note at which event of a debugged evaluation the error arises."""
    if record["event"] != event:
        record["event"] = event
        with suppress(OSError):
            _replace(path, record)


def changes(record: Data) -> Iterator[str]:
    """What has changed since the run: one line for each input."""
    for question, folders in record["inputs"].items():
        for parent, names in folders.items():
            for name, before in names.items():
                path = f"{parent}/{name}"
                now = fingerprint(question, path)
                if now != before:
                    how = "is missing" if now == "missing" else "is new" if before == "missing" else "has changed"
                    what = "the folder " if question.endswith("entries") else ""
                    yield f"{what}{_text(path)} {how}"
    for name, value in record["environment"].items():
        now = os.environ.get(name, "")
        if now != value:
            yield f"the variable {name} was {value!r} and is {now!r} (the old value is used)"


def _text(text: str) -> str:
    """A Nix string as Unicode."""
    return text.encode("latin-1", "replace").decode("utf-8", "surrogateescape")


_STRINGS = {"type": "object", "additionalProperties": {"type": "string"}}
_LIST = {"type": "array", "items": {"type": "string"}}
SCHEMA: Data = {
    "type": "object",
    "required": ["target", "error", "environment", "inputs", "folder", "event", "currentTime"],
    "properties": {
        "event": {"type": ["integer", "null"], "minimum": 1},
        "folder": {"type": "string"},
        "currentTime": {"type": ["integer", "null"]},
        "target": {
            "type": "object",
            "additionalProperties": False,
            "required": ["mode"],
            "properties": {
                "mode": {"enum": ["debug", "eval", "instantiate", "job"]},
                "text": {"type": ["string", "null"]},
                "file": {"type": ["string", "null"]},
                "base_dir": {"type": ["string", "null"]},
                "name": {"type": "string"},
                "attributes": _LIST,
                "path": _LIST,
                "arguments": {
                    "type": "array",
                    "items": {"type": "array", "minItems": 3, "maxItems": 3, "items": {"type": ["string", "null"]}},
                },
                "search_path": _LIST,
                "options": _STRINGS,
                "store_dir": {"type": ["string", "null"]},
                "strict": {"type": "boolean"},
                "output": {"enum": ["value", "json", "xml", "raw"]},
            },
        },
        "error": {
            "type": "object",
            "required": ["kind", "message"],
            "properties": {"kind": {"type": "string"}, "message": {"type": "string"}},
        },
        "environment": _STRINGS,
        "inputs": {
            "type": "object",
            "propertyNames": {"enum": sorted(LOOKED_AT)},
            "additionalProperties": {"type": "object", "additionalProperties": _STRINGS},
        },
    },
}
