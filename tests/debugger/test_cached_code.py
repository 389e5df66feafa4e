"""Code for the debugger comes from the bytecode cache the second time, and nobody can tell."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

from tests.debugger.talking import PATIENCE, nixray

_MAIN = """\
let
  lib = import ./lib.nix;
  twice = x: let y = x + x; in if y > 3 then throw "big ${toString y}" else lib.apply twice y;
in
with { unused = 1; };
lib.apply twice 1
"""
_LIB = """\
{
  apply = f:
    { a ? 1, ... }@rest: f a;
  never = x:
    x.y or 2;
}
"""
_COMMANDS = """\
break lib.nix:3
break function twice
break lib.nix:100
continue
bt
scope
peek f
continue
scope
disas
next
back
why x
delete 2
continue
"""


def _run(folder: Path, cache: Path, *words: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        nixray(*words),
        cwd=folder,
        input=text,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        env=os.environ | {"NIXRAY_CACHE_DIR": str(cache)},
    )


def _entries(cache: Path, count: int) -> dict[Path, int]:
    """The entries of the cache when there are so many: they are written after the debugger has ended."""
    found: dict[Path, int] = {}
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = {path: path.stat().st_mtime_ns for path in cache.rglob("*.image")}
        if len(found) >= count:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{len(found)} entries in the cache")


def test_a_conversation_about_cached_code_is_the_same(tmp_path: Path) -> None:
    """Breakpoints, frames, variables, instructions and steps; what was overwritten for a breakpoint is not in the
    cache, and the second time nothing is written."""
    (tmp_path / "main.nix").write_text(_MAIN.replace("1\n", "{ a = 1; }\n"))
    (tmp_path / "lib.nix").write_text(_LIB)
    cache = tmp_path / "cache"
    first = _run(tmp_path, cache, "main.nix", text=_COMMANDS)
    entries = _entries(cache, 2)
    second = _run(tmp_path, cache, "main.nix", text=_COMMANDS)
    assert second.stdout == first.stdout
    assert second.stderr == first.stderr
    assert "breakpoint 2" in first.stdout
    assert _entries(cache, 2) == entries
    plain = _run(tmp_path, cache, "main.nix", "--no-cache", text=_COMMANDS)
    assert plain.stdout == first.stdout


def test_code_for_a_debugger_is_not_what_a_plain_run_reads(tmp_path: Path) -> None:
    """Both have entries of their own."""
    (tmp_path / "main.nix").write_text("let f = x: x + 1; in f 2")
    cache = tmp_path / "cache"
    _run(tmp_path, cache, "main.nix", text="continue\n")
    observed = _entries(cache, 1)
    command = [*nixray()[:-1], "eval", "main.nix"]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"NIXRAY_CACHE_DIR": str(cache)},
    )
    assert done.stdout == "3\n"
    assert len(_entries(cache, 2).keys() - observed.keys()) == 1
