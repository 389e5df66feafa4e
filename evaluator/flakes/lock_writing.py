"""Writing the lock file of a flake, and telling what is different in it."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from typing import Any

from evaluator.errors import EvalError, Kind
from evaluator.flakes import lock_file
from evaluator.flakes.lock_file import InputPath, Node
from evaluator.flakes.locking import Locked, Writing
from evaluator.store.fetching.git import git, local_repository
from evaluator.store.flake_references import Attributes, show


def write_lock_file(session: Any, locked: Locked, writing: Writing) -> None:
    """Write a lock file that is not what it was, and tell what changed, as the reference does. Raises EvalError where
    it cannot or may not be written."""
    if not locked.changed() and not (writing.write and writing.output):
        return
    shown = show(locked.flake.original)
    text = lock_file.text(locked.root).encode("latin-1")
    differences = "".join(changes(locked.before or Node(), locked.root))
    if not writing.write:
        sys.stderr.write(f"warning: not writing modified lock file of flake '{shown}':\n{differences}")
    elif writing.output is not None:
        _write(os.path.join(session.settings.working_dir, writing.output), text)
    else:
        place = lock_file_of(locked.flake.original)
        if place is None:
            problem = f"cannot write modified lock file of flake '{shown}' (use '--no-write-lock-file' to ignore)"
            raise _while_updating(EvalError(Kind.FILE, problem), locked)
        if not writing.update:
            problem = (
                f"flake '{shown}' requires lock file changes but they're not allowed due to '--no-update-lock-file'"
            )
            raise _while_updating(EvalError(Kind.FILE, problem), locked)
        there = os.path.lexists(place.encode("latin-1"))
        heading = f'updating lock file "{place}":' if there else f'creating lock file "{place}": '
        sys.stderr.write(f"warning: {heading}\n{differences}")
        _write(place, text)
        if locked.flake.original["type"] == "git":
            # Git must know of it, or the flake would not have it.
            folder, _, name = place.rpartition("/")
            git(session.world(), folder, "add", "--intent-to-add", "--force", "--", name)


def _while_updating(error: EvalError, locked: Locked) -> EvalError:
    return error.while_(f"while updating the lock file of flake '{show(locked.flake.locked)}'")


def _write(place: str, text: bytes) -> None:
    part = f"{place}.{os.getpid()}".encode("latin-1")
    try:
        with open(part, "wb") as file:
            file.write(text)
        os.replace(part, place.encode("latin-1"))
    except OSError as error:
        with contextlib.suppress(OSError):
            os.unlink(part)
        raise EvalError(Kind.FILE, f"cannot write lock file '{place}': {error.strerror}") from None


def lock_file_of(reference: Attributes) -> str | None:
    """Where the lock file of a flake belongs, if the flake is a folder on this machine."""
    if reference["type"] == "path":
        folder: str | None = str(reference["path"])
    elif reference["type"] == "git":
        folder = local_repository(str(reference["url"]))
    else:
        folder = None
    if folder is None:
        return None
    below = str(reference.get("dir", ""))
    return f"{folder}/{below}/flake.lock" if below else f"{folder}/flake.lock"


def changes(before: Node, after: Node) -> list[str]:
    """What differs between two graphs, a few lines for each input."""
    old, new = dict(lock_file.all_inputs(before)), dict(lock_file.all_inputs(after))
    found = []
    for path in sorted({*old, *new}):
        was, now = (described(graph[path]) if path in graph else None for graph in (old, new))
        name = "/".join(path)
        if was is None:
            found.append(f"\u2022 Added input '{name}':\n    {now}\n")
        elif now is None:
            found.append(f"\u2022 Removed input '{name}'\n")
        elif was != now:
            found.append(f"\u2022 Updated input '{name}':\n    {was}\n  \u2192 {now}\n")
    return found


def described(edge: Node | InputPath) -> str:
    """What an input is locked to, for people."""
    if isinstance(edge, tuple):
        return f"follows '{'/'.join(edge)}'"
    assert edge.locked is not None
    modified = edge.locked.get("lastModified")
    when = f" ({time.strftime('%Y-%m-%d', time.gmtime(modified))})" if isinstance(modified, int) else ""
    return f"'{show(edge.locked)}'{when}"
