"""`nixray dap`: the adapter on standard input and output, or on a local port."""

from __future__ import annotations

import os
import signal
import socket
import sys
from contextlib import suppress

from debugger.dap.adapter import Adapter
from debugger.dap.protocol import Stream

HELP = """Usage: nixray dap [--port PORT]

Serve an editor that speaks the Debug Adapter Protocol: on standard input and output, or with --port on
that port of this machine alone (0 takes a free one, which is printed).

A launch configuration has:
  program      a file; or expression: the text of one; or flake: an output of a flake, REF#ATTR
  attribute    an attribute path to select, or a list of them
  args         {name: expression} for functions; argstrs: {name: text}
  searchPath   entries for the search path; options: {setting: value}
  strict       evaluate everything inside, too
  stopOnEntry  stop before the first expression; cwd: where relative paths start

An attach configuration opens a failure record: record, its file, or else the last one.

Examples:
  nixray dap
  nixray dap --port 4711
"""


def serve(words: list[str]) -> int:
    """Run `nixray dap`; gives the exit status."""
    if words in (["--help"], ["-h"]):
        sys.stdout.write(HELP)
        return 0
    if not words:
        # Nothing else may write to what the editor reads.
        writer = os.dup(1)
        os.dup2(2, 1)
        Adapter(Stream(0, writer)).run()
        return 0
    if len(words) != 2 or words[0] != "--port" or not words[1].isdigit() or int(words[1]) > 65535:
        sys.stderr.write("error: 'nixray dap' takes nothing but --port PORT\n")
        return 2
    return _serve_port(int(words[1]))


def _serve_port(port: int) -> int:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        listener = socket.create_server(("127.0.0.1", port))
    except OSError as error:
        sys.stderr.write(f"error: cannot listen on port {port}: {error.strerror}\n")
        return 1
    with listener:
        sys.stdout.write(f"listening on 127.0.0.1:{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        editor, _ = listener.accept()
        with editor:
            Adapter(Stream(editor.fileno(), editor.fileno())).run()
            _part(editor)
    return 0


def _part(editor: socket.socket) -> None:
    """Let the editor read to the end: closing on what it still sends would take our last words back."""
    with suppress(OSError):
        editor.shutdown(socket.SHUT_WR)
        editor.settimeout(1)
        while editor.recv(1 << 16):
            pass
