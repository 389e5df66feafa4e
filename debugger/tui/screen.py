"""The screen: what its panes show, and what its keys and clicks do.

Each key that does something to the program types a command, which is echoed like one that was typed by
hand: the screen can do nothing that the line prompt cannot.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.data_structures import Size
from prompt_toolkit.output import Output

from debugger import commands
from debugger.conversation import Conversation, Data
from debugger.line_repl import PROMPT, completions, repeats
from debugger.painting import Painter
from debugger.records import Opened
from debugger.tui.keys import help_lines
from debugger.tui.panes import Pane, Row
from debugger.tui.rows import breakpoint_rows, creator_rows, source_rows, stack_rows, tree_rows
from debugger.tui.sizes import Sizes, sizes
from debugger.tui.text import wrapped
from debugger.tui.view import UNSEARCHED, Looker, Node, View
from debugger.tui.worker import Worker
from evaluator.errors import NixrayError

LINES = 5_000
"""How many lines of what was said are kept."""


class ScreenTalk(Conversation):
    """A conversation on a screen that shows the source anyway."""

    def show_frame(self, frame: Data, around: int) -> None:
        """A frame's title."""
        if frame["kind"] == "builtin":
            super().show_frame(frame, around)
            return
        where = f"{frame['source']}:{frame['line']}:{frame['column']}"
        self.say(
            f"{self.paint('title', f'''#{frame['index']} {frame['title']}''')} at {self.paint('place', where)}"
        )


class Screen:
    """The state of the screen. All of it belongs to the thread that draws, except `talk` and `looker`, which
    belong to the worker's."""

    def __init__(self, opened: Opened, paint: Painter) -> None:
        self.opened = opened
        self.app: Application[None]
        self.output: Output
        self.command_line: Buffer
        self.talk = ScreenTalk(opened.target, self.say_from_worker, paint)
        self.looker = Looker(self.talk)
        self.worker = Worker(lambda: self._later(self._idle))
        self.halting = False
        self.creators_shown = False
        self.paint = paint
        self.view = View()
        self.said: list[str] = []
        self.again = ""
        self.zoomed: str | None = None
        self.focus_prompt: Callable[[], None] = lambda: None
        self._source: tuple[Any, list[Row]] = (None, [])
        self.source = Pane("source", self._source_rows, self.toggle_breakpoint)
        self.stack = Pane("stack", self._stack_rows, lambda index: self.command(f"frame {index}"))
        self.creators = Pane("created by", lambda width: creator_rows(self.view, width), self._show_creator)
        self.variables = Pane("variables", lambda width: tree_rows(self.view.scopes, width), self.toggle_node)
        self.breakpoints = Pane(
            "breakpoints", lambda width: breakpoint_rows(self.view.breakpoints, width), self.switch_breakpoint
        )
        self.console = Pane("console", self._console_rows, follow=True)
        self.panes = (
            self.source,
            self.stack,
            self.creators,
            self.variables,
            self.breakpoints,
            self.console,
        )

    # ------------------------------------------------------------------ commands

    def start(self, entry: bool, breakpoints: list[str], script: list[str]) -> None:
        """Start the program, and execute the lines of a script when it stands still first."""

        def begin() -> None:
            for where in breakpoints:
                commands.execute(self.talk, f"break {where}")
            self.talk.start(entry)
            if not entry:
                for note in self.opened.compare(self.talk.stop):
                    self.talk.say(note)

        for note in self.opened.notes:
            self.say(note)
        self._work(begin)
        for line in script:
            if line.strip() and not line.lstrip().startswith("#"):
                self.command(line)

    def command(self, line: str) -> None:
        """Execute a line, as if it had been typed."""
        line = line.strip()
        if not line:
            return
        self.say(f"{self.paint('dim', PROMPT)}{self.paint('title', line)}")
        self.again = line if repeats(line) else ""
        self._work(lambda: commands.execute(self.talk, line))

    def accept(self, buffer: Buffer) -> bool:
        """The command line has been entered: an empty one repeats what can be repeated."""
        self.command(buffer.text or self.again)
        return False

    def _work(self, job: Callable[[], None]) -> None:
        """Have a job done that may change what there is to see, and show that then."""

        def work() -> None:
            try:
                job()
            except commands.Quit:
                self._later(self.leave)
                return
            except NixrayError as error:
                self.say_from_worker(f"error: {error}")
            except Exception as error:
                # A mistake of ours: it is told, and the session goes on.
                self.say_from_worker(f"error: internal error: {error!r}")
            self._look()

        self.worker.do(work)

    def _look(self) -> None:
        view = self.looker.look(self.view)
        self._later(partial(self.show, view))

    def show(self, view: View) -> None:
        """Show another view."""
        before, self.view = self.view, view
        frame = view.frame
        if frame is not None and "line" in frame and frame.get("source") == view.source:
            self.source.show(frame["line"] - 1)
        moved = (view.event, view.selected) != (before.event, before.selected)
        if moved:
            at = next((at for at, one in enumerate(view.frames) if one["index"] == view.selected), 0)
            self.stack.show(at)
            self.variables.cursor = self.variables.top = 0
            self.creators.cursor = self.creators.top = 0
        self.app.invalidate()

    def leave(self) -> None:
        """End the screen."""
        if self.app.is_running:
            self.app.exit()

    def interrupt(self) -> None:
        """Ctrl-C: halt what is being evaluated; else clear the command line."""
        if self.worker.busy:
            self.halting = True
            self.tick()
        elif self.command_line.text:
            self.command_line.reset()
        else:
            self.say(self.paint("dim", "nothing is being evaluated; 'quit' or Ctrl-D leaves"))

    def tick(self) -> None:
        """To be called now and then. A halt is asked for until it comes: the evaluation may be about to begin."""
        if self.halting and self.worker.busy:
            self.talk.interrupt()

    def _idle(self) -> None:
        self.halting = False
        self.app.invalidate()

    def _later(self, action: Callable[[], None]) -> None:
        """Do something in the thread that draws."""
        loop = self.app.loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(action)

    # ------------------------------------------------------------------ what is said

    def say_from_worker(self, text: str) -> None:
        """Show text that a command says."""
        self._later(partial(self.say, text))

    def say(self, text: str) -> None:
        """Show text."""
        self.said += text.split("\n")
        del self.said[:-LINES]
        self.console.follow = True
        self.app.invalidate()

    # ------------------------------------------------------------------ what keys and clicks mean

    def toggle_breakpoint(self, line: int) -> None:
        """Set a breakpoint on a line of the source that is shown, or delete those that are there."""
        there = [str(one["number"]) for one in self.view.breakpoints if self._is_on(one, line)]
        if there:
            self.command(f"delete {' '.join(there)}")
        elif self.view.source:
            self.command(f"break {self.view.source}:{line}")

    def _is_on(self, breakpoint: Data, line: int) -> bool:
        return any(
            place["source"] == self.view.source and place["line"] == line for place in breakpoint["places"]
        )

    def switch_breakpoint(self, data: Data) -> None:
        """Switch a breakpoint on or off."""
        self.command(f"{'disable' if data['enabled'] else 'enable'} {data['number']}")

    def toggle_node(self, node: Any) -> None:
        """Open or close a row of the variables, or list more parts. Nothing is forced."""
        if not isinstance(node, Node):
            self._work(lambda: self.looker.more(node))
        elif node.size:
            self._work(lambda: self.looker.toggle(node))
        elif node.data["state"] == "pending" and node.path:
            self.say(self.paint("dim", f"pending: f forces it (force {node.path}), t tries it in a copy"))

    def about_variable(self, command: str) -> None:
        """Execute a command about the variable that the cursor is on."""
        node = self.variables.chosen
        if isinstance(node, Node) and node.path:
            self.command(f"{command} {node.path}")
        else:
            self.say(self.paint("dim", "this row has no name that a command could use"))

    def _show_creator(self, what: Any) -> None:
        if isinstance(what, int):
            self.command(f"goto {what}")
        elif "source" in what:
            self._work(lambda: self._go_to_text(what))

    def _go_to_text(self, frame: Data) -> None:
        name, lines = self.looker.text_of(frame)
        if name:
            self._later(partial(self._show_text, name, lines, frame["line"]))

    def _show_text(self, name: str, lines: tuple[str, ...], line: int) -> None:
        self.view = replace(self.view, source=name, lines=lines)
        self.source.show(line - 1)
        self.app.invalidate()

    def break_here(self) -> None:
        """Toggle a breakpoint on the line of the cursor in the source, or on the current line."""
        frame = self.view.frame
        if self.focused is self.source:
            self.toggle_breakpoint(self.source.chosen)
        elif frame is not None and "line" in frame:
            self.toggle_breakpoint(frame["line"])

    def until_here(self) -> None:
        """Run to the line of the cursor, or until the frame has its value."""
        self.command(f"until {self.source.chosen}")

    def current_line(self) -> None:
        """Back to where the selected frame stands."""
        self._work(lambda: None)

    def delete_breakpoint(self) -> None:
        """Delete the breakpoint that the cursor is on."""
        if self.breakpoints.chosen is not None:
            self.command(f"delete {self.breakpoints.chosen['number']}")

    def choose(self) -> None:
        """Do what the row of the cursor is for."""
        pane = self.focused
        if pane is not None and pane.chosen is not None:
            pane.act(pane.chosen)

    # ------------------------------------------------------------------ focus

    @property
    def focused(self) -> Pane | None:
        """The pane that has the focus; None if that is the command line."""
        return next((pane for pane in self.panes if pane.has_focus()), None)

    def next_pane(self, by: int) -> None:
        """Give the focus to the next pane that is shown, or the command line after the last one."""
        shown: list[Pane | None] = [None, *(pane for pane in self.panes if self.is_shown(pane))]
        pane = shown[(shown.index(self.focused) + by) % len(shown)] if self.focused in shown else None
        if self.zoomed is not None:
            self.zoomed = pane.name if pane is not None else None
        (pane.take_focus if pane is not None else self.focus_prompt)()

    def is_shown(self, pane: Pane) -> bool:
        """Whether there is room for a pane now."""
        if self.zoomed is not None:
            return True
        room = self.sizes()
        if pane is self.creators:
            return self.creators_shown
        if pane is self.stack:
            return room.creators > 0 or not self.creators_shown
        return pane is not self.breakpoints or room.breakpoints > 0

    def zoom(self) -> None:
        """Give the whole screen to the pane with the focus, or take it back."""
        pane = self.focused or self.console
        self.zoomed = None if self.zoomed is not None else pane.name

    def escape(self) -> None:
        """Back to the command line, and all panes."""
        self.zoomed = None
        self.focus_prompt()

    def other_stack(self) -> None:
        """Show who created the thunk of the selected frame, or no longer. It is searched in the past, which may
        take some seconds, so each stop waits until it is asked for."""
        if self.creators_shown and self.view.created != UNSEARCHED:
            self.creators_shown = False
            if self.focused is self.creators:
                self.focus_prompt()
            return
        if self.focused is self.stack:
            self.focus_prompt()
        self.creators_shown = self.looker.creators_wanted = True
        self._work(lambda: None)

    def help(self) -> None:
        """Commands and keys, with room to read them."""
        self.zoomed = self.console.name
        for line in help_lines():
            self.say(line)
        self.command("help")

    def redraw(self) -> None:
        """Draw everything anew."""
        self.app.renderer.clear()

    # ------------------------------------------------------------------ completion

    async def completions(self, text: str) -> list[tuple[str, int]]:
        """What could stand at the end of a line. While something is evaluated nobody can be asked."""
        if self.worker.busy:
            return []
        answer: asyncio.Future[list[tuple[str, int]]] = asyncio.get_running_loop().create_future()

        def ask() -> None:
            found = list(completions(self.talk, text))
            self._later(partial(_fulfil, answer, found))

        self.worker.do(ask)
        return await answer

    # ------------------------------------------------------------------ what panes show

    def _source_rows(self, width: int) -> list[Row]:
        view = self.view
        marks: dict[int, bool] = {}
        for data in view.breakpoints:
            for place in data["places"]:
                if place["source"] == view.source:
                    marks[place["line"]] = data["enabled"] or marks.get(place["line"], False)
        wanted = (id(view), marks, width)
        if self._source[0] != wanted:
            self._source = (wanted, source_rows(view, marks, width))
        return self._source[1]

    def _stack_rows(self, width: int) -> list[Row]:
        view = self.view
        return stack_rows(view.frames, view.selected, view.depth, width)

    def _console_rows(self, width: int) -> list[Row]:
        return [Row(list(piece)) for line in self.said for piece in wrapped(line, max(width, 10))]

    def sizes(self) -> Sizes:
        """How the terminal is shared now."""
        size: Size = self.output.get_size()
        view = self.view
        creators = len(view.creators) + 1 if self.creators_shown else 0
        return sizes(size.columns, size.rows, len(view.frames), creators, len(view.breakpoints))


def _fulfil(answer: asyncio.Future[list[tuple[str, int]]], found: list[tuple[str, int]]) -> None:
    if not answer.done():
        answer.set_result(found)
