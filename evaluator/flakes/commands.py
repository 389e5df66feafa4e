"""`nixray flake`: lock files written and looked at."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from typing import Any

from evaluator.errors import Interrupted, NixrayError
from evaluator.flakes import lock_file
from evaluator.flakes.lock_file import InputPath
from evaluator.flakes.lock_writing import described, write_lock_file
from evaluator.flakes.locking import Locked, Request, Writing
from evaluator.flakes.references import installable, reference_at
from evaluator.invocation import UsageError
from evaluator.store.flake_references import show

HELP = """Usage: nixray flake lock [REF] [OPTIONS]
       nixray flake update [INPUT...] [--flake REF]
       nixray flake metadata [REF] [--json]

Write the lock file of a flake on this machine, write it anew with newer inputs, or show what a flake is locked
to. REF is '.' unless given.

  --override-input PATH REF  lock an input to something else; PATH as in nixpkgs or tools/nixpkgs
  --update-input PATH        do not keep the old lock of an input
  --output-lock-file FILE    write there instead
  --no-write-lock-file       write nothing, only tell what would change
  --option NAME VALUE        a setting of nix.conf

Examples:
  nixray flake lock
  nixray flake update nixpkgs
  nixray flake metadata --json github:NixOS/patchelf
"""
_INTERRUPTED = 130


def command(words: list[str]) -> int:
    """Run `nixray flake`."""
    from evaluator.command_line import report

    try:
        return _run([os.fsencode(word).decode("latin-1") for word in words])
    except UsageError as error:
        sys.stderr.write(f"error: {error}\nTry 'nixray flake --help' for more information.\n")
        return 1
    except (KeyboardInterrupt, Interrupted):
        sys.stderr.write("error: interrupted by the user\n")
        return _INTERRUPTED
    except OSError as error:
        sys.stderr.write(f"error: {error.strerror}" + (f": {error.filename!r}" if error.filename else "") + "\n")
        return 1
    except NixrayError as error:
        report(error, "--show-trace" in words)
        return 1


def request_of(
    overrides: Iterable[tuple[str, str]],
    updates: Iterable[str],
    folder: str,
    lock_file: str | None = None,
    writing: Writing | None = None,
) -> Request:
    """What is asked of the inputs of a flake; what is relative starts from `folder`."""
    made = {input_path(path): reference_at(text, folder, search=True) for path, text in overrides}
    place = None if lock_file is None else os.path.normpath(os.path.join(folder, lock_file))
    return Request(made, frozenset(map(input_path, updates)), lock_file=place, writing=writing)


def input_path(text: str) -> InputPath:
    """The path of an input as written; raises UsageError."""
    parts = tuple(part for part in text.split("/") if part)
    if not parts:
        raise UsageError(f"'{text}' is not the path of an input")
    return parts


class _Asked:
    """What the words ask for."""

    def __init__(self, words: list[str]) -> None:
        self.action = ""
        self.words: list[str] = []
        self.flake: str | None = None
        self.overrides: list[tuple[str, str]] = []
        self.updates: list[str] = []
        self.options: dict[str, str] = {}
        self.output: str | None = None
        self.write = True
        self.json = False
        queue = list(reversed(words))
        while queue:
            self._take(queue.pop(), queue)
        if self.action not in ("lock", "update", "metadata"):
            raise UsageError(f"'flake {self.action}' is no command; there are lock, update and metadata")

    def _take(self, word: str, queue: list[str]) -> None:
        def argument() -> str:
            if not queue:
                raise UsageError(f"flag '{word}' needs another word")
            return queue.pop()

        if word == "--flake":
            self.flake = argument()
        elif word == "--override-input":
            path = argument()
            self.overrides.append((path, argument()))
        elif word == "--update-input":
            self.updates.append(argument())
        elif word == "--output-lock-file":
            self.output = argument()
        elif word == "--no-write-lock-file":
            self.write = False
        elif word == "--json":
            self.json = True
        elif word == "--option":
            name = argument()
            self.options[name] = argument()
        elif word == "--show-trace":
            pass
        elif word.startswith("-") and word != "-":
            raise UsageError(f"unrecognised flag '{word}'")
        elif not self.action:
            self.action = word
        else:
            self.words.append(word)


def _run(words: list[str]) -> int:
    if not words or "--help" in words or "-h" in words:
        sys.stdout.write(HELP)
        return 0 if words else 1
    asked = _Asked(words)
    from evaluator.evaluation import Evaluation, Settings

    settings = Settings.from_environment(options=asked.options)
    settings.features |= {"flakes", "nix-command"}
    session = Evaluation(settings)
    return int(session.run(lambda: _act(session, asked)))


def _act(session: Any, asked: _Asked) -> int:
    folder = session.settings.working_dir
    request = request_of(asked.overrides, asked.updates, folder)
    text = asked.flake or "."
    if asked.action == "update":
        request = request._replace(updates=frozenset(map(input_path, asked.words)) or frozenset([()]))
    elif asked.words:
        text = asked.words[0]
    reference = installable(text, folder).flake
    locked: Locked = session.flakes().lock(reference, request)
    if asked.action == "metadata":
        _show_metadata(locked, asked.json)
        return 0
    write_lock_file(session, locked, Writing(asked.write, True, asked.output))
    return 0


def _show_metadata(locked: Locked, as_json: bool) -> None:
    flake = locked.flake
    info = flake.source_info.d
    if as_json:
        row: dict[str, Any] = {
            "description": flake.file.description,
            "lastModified": info.get("lastModified"),
            "locked": flake.locked,
            "locks": lock_file.to_json(locked.root),
            "original": flake.original,
            "path": info["outPath"].s,
            "resolved": flake.original,
            "revision": info.get("rev"),
            "url": show(flake.locked),
        }
        known = {name: value for name, value in row.items() if value is not None}
        sys.stdout.write(json.dumps(known, sort_keys=True) + "\n")
        return
    lines = [
        f"Locked URL:  {show(flake.locked)}",
        f"Description: {flake.file.description}",
        f"Path:        {info['outPath'].s}",
    ]
    if "rev" in info:
        lines.append(f"Revision:    {info['rev']}")
    lines.append("Inputs:")
    lines += [f"  {'/'.join(path)}: {described(edge)}" for path, edge in lock_file.all_inputs(locked.root)]
    sys.stdout.write("\n".join(lines) + "\n")
