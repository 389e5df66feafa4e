"""Where the panes stand, and which keys go where."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from functools import partial
from typing import Any

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples, fragment_list_width
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.key_binding.key_processor import KeyPressEvent
from prompt_toolkit.layout import (
    ConditionalContainer,
    Dimension,
    DynamicContainer,
    Float,
    FloatContainer,
    HSplit,
    Layout,
    VSplit,
    Window,
)
from prompt_toolkit.layout.controls import BufferControl, FormattedTextControl
from prompt_toolkit.layout.menus import CompletionsMenu
from prompt_toolkit.layout.processors import BeforeInput
from prompt_toolkit.mouse_events import MouseEvent, MouseEventType

from debugger.line_repl import PROMPT
from debugger.tui.edges import debugged, pane_title, status
from debugger.tui.keys import EVERYWHERE, IN_PANE, MOVES, UNSHOWN, Key
from debugger.tui.panes import Pane
from debugger.tui.screen import Screen
from debugger.tui.sizes import SMALLEST, TALL
from debugger.tui.text import cut, shortened
from debugger.tui.timeline import Timeline


class Names(Completer):
    """Completes commands and their arguments, as the line prompt does."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Any:
        """Nothing: what is known is asked of the worker."""
        return ()

    async def get_completions_async(
        self, document: Document, complete_event: CompleteEvent
    ) -> AsyncGenerator[Completion, None]:
        """What could stand at the cursor."""
        for text, length in await self.screen.completions(document.text_before_cursor):
            yield Completion(text, start_position=-length)


def layout(screen: Screen) -> Layout:
    """The whole screen."""
    windows = {pane.name: Window(pane, wrap_lines=False, always_hide_cursor=True) for pane in screen.panes}
    prompt = Window(
        BufferControl(screen.command_line, input_processors=[BeforeInput(PROMPT, "class:prompt")]),
        height=1,
        dont_extend_height=True,
    )
    for pane in screen.panes:
        pane.has_focus = partial(_has_focus, screen, windows[pane.name])
        pane.take_focus = partial(_focus, screen, windows[pane.name])
    screen.focus_prompt = partial(_focus, screen, prompt)

    def section(pane: Pane, height: Callable[[], int] | None = None) -> ConditionalContainer:
        window = windows[pane.name]
        title = Window(FormattedTextControl(partial(_title, screen, pane)), height=1)
        box = HSplit([title, window], height=(lambda: Dimension.exact(height())) if height else None)
        return ConditionalContainer(box, Condition(lambda: height is None or height() > 0))

    stack = section(screen.stack, lambda: screen.sizes().stack)
    creators_instead = section(screen.creators, lambda: screen.sizes().stack)
    right = HSplit(
        [
            DynamicContainer(
                lambda: creators_instead if screen.creators_shown and not _tall(screen) else stack
            ),
            section(screen.creators, lambda: screen.sizes().creators),
            section(screen.variables, lambda: screen.sizes().variables),
            section(screen.breakpoints, lambda: screen.sizes().breakpoints),
        ]
    )
    left = HSplit([section(screen.source)], width=lambda: Dimension.exact(screen.sizes().source))
    rule = Window(width=1, char="│", style="class:rule")
    whole = HSplit([VSplit([left, rule, right]), section(screen.console, lambda: screen.sizes().console)])
    zoomed = {pane.name: section(pane) for pane in screen.panes}
    body = DynamicContainer(lambda: zoomed[screen.zoomed] if screen.zoomed else whole)
    everything = HSplit(
        [
            Window(FormattedTextControl(partial(_status, screen)), height=1),
            body,
            Window(Timeline(lambda: screen.view, lambda event: screen.command(f"goto {event}")), height=1),
            prompt,
            Window(FormattedTextControl(partial(_bar, screen)), height=1),
        ]
    )
    too_small = Window(FormattedTextControl("a little more room, please"))
    fitting = DynamicContainer(lambda: everything if _fits(screen) else too_small)
    menu = Float(CompletionsMenu(max_height=10, scroll_offset=1), xcursor=True, ycursor=True)
    return Layout(FloatContainer(fitting, [menu]), focused_element=prompt)


def _has_focus(screen: Screen, window: Window) -> bool:
    return bool(screen.app.layout.has_focus(window))


def _focus(screen: Screen, window: Window) -> None:
    screen.app.layout.focus(window)


def _fits(screen: Screen) -> bool:
    size = screen.output.get_size()
    return size.columns >= SMALLEST[0] and size.rows >= SMALLEST[1]


def _tall(screen: Screen) -> bool:
    return bool(screen.output.get_size().rows >= TALL)


def _title(screen: Screen, pane: Pane) -> StyleAndTextTuples:
    style = "class:title" if pane.has_focus() else "class:dim"
    words = pane_title(screen, pane)
    lead = "━━ " if pane.has_focus() else "── "
    return [("class:rule", lead), (style, pane.name), ("class:dim", words), ("class:rule", f" {'─' * 300}")]


def _status(screen: Screen) -> StyleAndTextTuples:
    width = screen.output.get_size().columns
    state = [("", " "), *status(screen)]
    title = shortened(debugged(screen), 48)
    used = fragment_list_width(list(state)) + len(title) + 9
    if used > width:
        return [*cut(state, width)]
    return [*state, ("", " " * (width - used)), ("class:dim", title), ("class:title", " nixray ")]


def _bar(screen: Screen) -> StyleAndTextTuples:
    """The keys that work here, as many as fit; each can be clicked."""
    width = screen.output.get_size().columns
    pane = screen.focused
    keys: list[Key] = [*(IN_PANE[pane.name] if pane is not None else ()), *EVERYWHERE]
    result: StyleAndTextTuples = [("", " ")]
    left = width - 1
    for key in keys:
        size = len(key.shown) + len(key.words) + 3
        if size > left:
            break
        left -= size
        click = partial(_clicked, screen, key)
        result += [
            ("class:key", key.shown, click),
            ("class:key.text", f" {key.words}  ", click),
        ]
    return result


def _clicked(screen: Screen, key: Key, event: MouseEvent) -> None:
    if event.event_type == MouseEventType.MOUSE_UP:
        key.action(screen)


def bindings(screen: Screen) -> KeyBindings:
    """All keys."""
    found = KeyBindings()

    def bind(key: Key, where: Callable[[], bool]) -> None:
        def act(event: KeyPressEvent) -> None:
            key.action(screen)

        for name in key.keys:
            found.add(name, filter=Condition(where))(act)

    for key in (*EVERYWHERE, *UNSHOWN):
        bind(key, lambda: True)
    for pane in screen.panes:
        for key in IN_PANE[pane.name]:
            bind(key, pane.has_focus)
        for name, by in MOVES.items():
            found.add(name, filter=Condition(pane.has_focus))(partial(_moved, pane, by, 0))
        found.add("pageup", filter=Condition(pane.has_focus))(partial(_moved, pane, 0, -1))
        found.add("pagedown", filter=Condition(pane.has_focus))(partial(_moved, pane, 0, 1))
    at_prompt = Condition(lambda: screen.focused is None)
    found.add("pageup", filter=at_prompt)(lambda event: screen.console.scroll(1 - screen.console.height))
    found.add("pagedown", filter=at_prompt)(lambda event: screen.console.scroll(screen.console.height - 1))
    found.add("escape", eager=True)(lambda event: screen.escape())
    found.add("c-d", filter=Condition(lambda: not screen.command_line.text))(
        lambda event: screen.command("quit")
    )
    found.add("c-z")(lambda event: event.app.suspend_to_background())
    return found


def _moved(pane: Pane, rows: int, pages: int, event: KeyPressEvent) -> None:
    pane.move(rows + pages * max(pane.height - 1, 1))
