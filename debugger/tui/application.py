"""`nixray debug --tui`: the screen from its first to its last moment."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.history import FileHistory
from prompt_toolkit.output import ColorDepth, create_output

from debugger.line_repl import history_file
from debugger.painting import painter_for
from debugger.records import Opened
from debugger.tui.layout import Names, bindings, layout
from debugger.tui.screen import Screen
from debugger.tui.styles import is_light, style

TICK = 0.2
"""Seconds between two looks at whether the evaluation is to be halted."""


def run_screen(opened: Opened, entry: bool, breakpoints: list[str], script: list[str]) -> bool:
    """Debug what was opened on the terminal until the user leaves; tells whether its evaluation has failed."""
    # The evaluation is forked from here while the screen is being drawn: it must not share a lock with it.
    terminal = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8", errors="replace")
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    colourless = bool(os.environ.get("NO_COLOR"))
    screen = Screen(opened, painter_for(sys.stdout))
    screen.output = create_output(terminal)
    screen.command_line = Buffer(
        history=FileHistory(str(history_file())),
        completer=Names(screen),
        complete_while_typing=False,
        multiline=False,
        accept_handler=screen.accept,
    )
    screen.app = Application(
        layout=layout(screen),
        key_bindings=bindings(screen),
        style=style(is_light()),
        full_screen=True,
        mouse_support=True,
        color_depth=ColorDepth.DEPTH_1_BIT if colourless else ColorDepth.DEPTH_4_BIT,
        output=screen.output,
    )
    screen.app.ttimeoutlen = 0.05
    screen.app.timeoutlen = 0.1
    try:
        with _errors_aside():
            asyncio.run(_run(screen, entry, breakpoints, script))
    finally:
        terminal.close()
        failed = screen.talk.failed
        screen.talk.end()
    return failed


@contextmanager
def _errors_aside() -> Iterator[None]:
    """Keep what is written to standard error, by whatever process, off the screen; it is shown afterwards."""
    with tempfile.TemporaryFile() as kept:
        before = os.dup(2)
        os.dup2(kept.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(before, 2)
            os.close(before)
            kept.seek(0)
            os.write(2, kept.read())


async def _run(screen: Screen, entry: bool, breakpoints: list[str], script: list[str]) -> None:
    async def tick() -> None:
        while True:
            await asyncio.sleep(TICK)
            screen.tick()

    ticking = asyncio.ensure_future(tick())
    try:
        await screen.app.run_async(pre_run=lambda: screen.start(entry, breakpoints, script))
    finally:
        ticking.cancel()
