"""`nixray bundle` and `nixray replay`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from evaluator.errors import NixrayError

BUNDLE_HELP = """Usage: nixray bundle FILE [--redact] eval|instantiate WORDS...

Run 'nixray eval' or 'nixray instantiate' and keep everything it looks at in FILE: files, folders, variables,
settings, fetched content, the time. 'nixray replay FILE' gives the same result anywhere.

  --redact   hide variables that look like secrets from the evaluation, and rename the home folder

Examples:
  nixray bundle firefox.bundle instantiate ./nixpkgs -A firefox
  nixray bundle case.bundle --redact eval --strict ./default.nix
  nixray debug firefox.bundle

Exit status: that of the command; 2 for wrong usage, 3 if the bundle cannot be written.
"""
REPLAY_HELP = """Usage: nixray replay FILE [--check]

Run the command in a bundle again, with nothing but the bundle, and print what it prints.

  --check    print nothing but whether the result and the number of events are those of the recording

Examples:
  nixray replay firefox.bundle
  nixray replay firefox.bundle --check

Exit status: that of the command; with --check 0 if all is as recorded and 1 if not; 2 for wrong usage, 3 if the
bundle cannot be read.
"""
_USAGE = 2
_UNREADABLE = 3


def bundle(words: list[str]) -> int:
    """Run `nixray bundle`; gives the exit status."""
    if not words or words[0] in ("-h", "--help"):
        (sys.stdout if words else sys.stderr).write(BUNDLE_HELP)
        return 0 if words else _USAGE
    file, *rest = words
    redact = bool(rest) and rest[0] == "--redact"
    command, *rest = rest[redact:] or [""]
    if command not in ("eval", "instantiate"):
        sys.stderr.write(f"error: '{command}' cannot be bundled, only 'eval' and 'instantiate' can\n")
        return _USAGE
    from evaluator.bundles import archive
    from evaluator.bundles.bundle import record
    from evaluator.invocation import UsageError

    try:
        given = [os.fsencode(word).decode("latin-1") for word in rest]
        stdin = sys.stdin.buffer.read() if "-" in given or "--arg-from-stdin" in given else b""
        made = record(command, given, stdin, redact=redact)
        archive.write(Path(file), made.manifest, made.blobs)
    except UsageError as error:
        sys.stderr.write(f"error: {error}\nTry 'nixray bundle --help' for more information.\n")
        return _USAGE
    except OSError as error:
        sys.stderr.write(f"error: {error.strerror}: {file}\n")
        return _UNREADABLE
    _print(made.recorded.out, made.recorded.error)
    size = Path(file).stat().st_size
    sys.stderr.write(f"bundle: {file}, {len(made.blobs)} contents, {size / (1 << 20):.1f} MiB\n")
    return made.recorded.status


def replay(words: list[str]) -> int:
    """Run `nixray replay`; gives the exit status."""
    names = [word for word in words if not word.startswith("-")]
    flags = [word for word in words if word.startswith("-")]
    if "--help" in flags or "-h" in flags:
        sys.stdout.write(REPLAY_HELP)
        return 0
    if len(names) != 1 or set(flags) - {"--check"}:
        sys.stderr.write(REPLAY_HELP)
        return _USAGE
    from evaluator.bundles.bundle import open_bundle

    try:
        opened = open_bundle(Path(names[0]))
        result = opened.replay()
    except NixrayError as error:
        sys.stderr.write(f"error: {error}\n")
        return _UNREADABLE
    if not flags:
        _print(result.out, result.error)
        return result.status
    recorded = opened.recorded
    for name in ("status", "out", "error", "events"):
        before, now = getattr(recorded, name), getattr(result, name)
        if before != now:
            sys.stdout.write(f"{name}: recorded {before!r}, now {now!r}\n")
    if result == recorded:
        sys.stdout.write(f"as recorded: status {result.status}, {result.events} events\n")
    return int(result != recorded)


def _print(out: str, error: str | None) -> None:
    sys.stdout.buffer.write(out.encode("latin-1"))
    sys.stdout.flush()
    if error is not None:
        sys.stderr.write(error)
