"""What an editor's `launch` request asks to evaluate."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from debugger.records import Opened, open_path
from debugger.target import Target
from debugger.values import internal
from evaluator.errors import NixrayError
from evaluator.failure_records import BadRecord, newest


class BadLaunch(NixrayError):
    """A launch configuration that makes no sense."""


def target_of(arguments: dict[str, Any]) -> Target:
    """The target of a launch request: `program` (a file), `expression` or `flake`, `attribute` (one or a list),
    `args` (name -> expression), `argstrs` (name -> text), `searchPath`, `options`, `strict`, `cwd`."""
    program, expression, flake = (_text(arguments, name) for name in ("program", "expression", "flake"))
    if [program, expression, flake].count(None) != 2:
        raise BadLaunch(
            "give one of 'program' (a file), 'expression' and 'flake' (REF#ATTR) in the launch configuration"
        )
    options = {internal(k): internal(v) for k, v in _table(arguments, "options").items()}
    if flake is not None:
        options.setdefault("extra-experimental-features", "nix-command flakes")
        options.setdefault("pure-eval", "true")
    attributes = arguments.get("attribute") or []
    if isinstance(attributes, str):
        attributes = [attributes]
    given: list[tuple[str, str | None, str]] = []
    for name, value in _table(arguments, "args").items():
        given.append((internal(name), internal(value), ""))
    for name, value in _table(arguments, "argstrs").items():
        given.append((internal(name), None, internal(value)))
    folder = _text(arguments, "cwd")
    if folder is not None:
        try:
            os.chdir(folder)
        except OSError as error:
            raise BadLaunch(f"cannot go to 'cwd' {folder}: {error.strerror}") from error
    return Target(
        text=internal(expression) if expression is not None else None,
        file=internal(program) if program is not None else None,
        flake=internal(flake) if flake is not None else None,
        attributes=tuple(internal(str(path)) for path in attributes),
        arguments=tuple(given),
        search_path=tuple(internal(str(entry)) for entry in arguments.get("searchPath") or []),
        options=options,
        strict=bool(arguments.get("strict")),
    )


def record_of(arguments: dict[str, Any]) -> Opened:
    """The failure record of an attach request: `record` (a file), or the last one. Raises BadLaunch."""
    name = _text(arguments, "record")
    try:
        return open_path(Path(name) if name else newest())
    except (BadRecord, OSError) as error:
        raise BadLaunch(str(error)) from error


def _text(arguments: dict[str, Any], name: str) -> str | None:
    value = arguments.get(name)
    if value is not None and not isinstance(value, str):
        raise BadLaunch(f"'{name}' of the launch configuration must be a text")
    return value


def _table(arguments: dict[str, Any], name: str) -> dict[str, str]:
    value = arguments.get(name) or {}
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise BadLaunch(f"'{name}' of the launch configuration must map names to texts")
    return value
