"""Progress on a terminal, and none where there is none."""

from __future__ import annotations

import os
import pty
import subprocess
from contextlib import suppress

from tests.cli.command import environment, nixray, words

SET = """
builtins.listToAttrs (builtins.genList (n: {
  name = "a${toString n}";
  value = derivation {
    name = toString (builtins.foldl' (a: b: a + b) 0 (builtins.genList (m: m) 200000));
    system = "s"; builder = "b";
  };
}) 40)
"""


def test_a_terminal_sees_how_far_the_run_is() -> None:
    """One line that is drawn over and over and taken away at the end; results stay clean."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        words("jobs", "-E", SET), env=environment(TERM="xterm"), stdout=subprocess.PIPE, stderr=theirs
    )
    os.close(theirs)
    shown = b""
    with suppress(OSError):  # the other end of a terminal is closed in this way
        while part := os.read(ours, 1 << 16):
            shown += part
    out, _ = process.communicate(timeout=120)
    assert len(out.splitlines()) == 40
    assert b"nixray: " in shown and b"/40" in shown and b" failed" in shown and b" MiB" in shown
    assert b"\n" not in shown and shown.endswith(b"\r\x1b[K")


def test_no_terminal_sees_nothing() -> None:
    """In a pipe, standard error stays empty."""
    assert nixray("jobs", "-E", SET).err == ""
