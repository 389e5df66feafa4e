"""Views as rows of panes: source, stacks, variables, breakpoints."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from typing import Any

from debugger.hit_rules import described
from debugger.tui.panes import Row
from debugger.tui.source_text import highlighted, marked, span_on
from debugger.tui.text import Fragments, pieces, shortened
from debugger.tui.view import Node, View

Data = dict[str, Any]

SIGNS = {"pending": "◌", "running": "◐", "failed": "✗", "unset": "·"}
"""What stands before the value of a thunk that has none."""


def source_rows(view: View, marks: dict[int, bool], width: int) -> list[Row]:
    """The lines of the source; `marks` tells the lines with breakpoints and whether those are on. The line
    where the frame stands is wrapped, so that its expression is in view; other lines are cut."""
    frame = view.frame if view.stop is not None else None
    if frame is not None and frame.get("source") != view.source:
        frame = None
    digits = len(str(len(view.lines)))
    rows = []
    for number in range(1, len(view.lines) + 1):
        if frame is not None and number == frame["line"]:
            rows += [
                Row(piece, number) for piece in current_line(view, frame, digits, marks.get(number), width)
            ]
        else:
            inside = frame is not None and frame["line"] < number <= frame["end_line"]
            rows.append(Row(partial(source_line, view, number, digits, marks.get(number), inside), number))
    return rows


def source_line(view: View, number: int, digits: int, mark: bool | None, inside: bool) -> Fragments:
    """A line of source with its number and marks; `inside` the expression that is being evaluated."""
    return [
        *breakpoint_mark(mark),
        ("class:line-number", f"{number:>{digits}} "),
        ("class:arrow", "│" if inside else " "),
        *highlighted(view.lines, number),
    ]


def current_line(view: View, frame: Data, digits: int, mark: bool | None, width: int) -> list[Fragments]:
    """The line where a frame stands, in as many rows as it takes."""
    number = frame["line"]
    text = highlighted(view.lines, number)
    if (span := span_on(frame, number, view.lines[number - 1])) is not None:
        text = marked(text, span, "class:span")
    room = max(width - digits - 3, 10)
    rows = []
    for at, piece in enumerate(pieces(text, room)):
        lead = f"{number:>{digits}} " if at == 0 else " " * (digits + 1)
        sign = "▸" if at == 0 else "↪"
        front = breakpoint_mark(mark) if at == 0 else [("", " ")]
        rows.append([*front, ("class:line-number.here", lead), ("class:arrow", sign), *piece])
    return rows


def breakpoint_mark(mark: bool | None) -> Fragments:
    """The sign of a breakpoint that is on, or off, or of none."""
    return [("class:mark" if mark else "class:mark.off", {None: " ", True: "●", False: "○"}[mark])]


def stack_rows(frames: tuple[Data, ...], selected: int, depth: int, width: int) -> list[Row]:
    """Frames, innermost first."""
    rows = []
    for frame in frames:
        here = frame["index"] == selected
        rows.append(Row(frame_text(frame, here, width), frame["index"]))
    if depth > len(frames):
        rows.append(Row([("class:dim", f"  {depth - len(frames)} more frames")]))
    return rows


def creator_rows(view: View, width: int) -> list[Row]:
    """Who created the thunk of the selected frame: when, and the frames that stood then."""
    if view.created:
        return [Row([("class:dim", f"  {view.created}")])]
    if not view.created_at:
        return []
    when = Row([("class:dim", f"  at event {view.created_at:,}; Enter goes there")], view.created_at)
    return [when, *(Row(frame_text(frame, False, width), frame) for frame in view.creators)]


def frame_text(frame: Data, here: bool, width: int) -> Fragments:
    """A frame in one line: what it is, and where at the right."""
    title: Fragments = [
        ("class:arrow", "▸" if here else " "),
        ("class:dim", f"{frame['index']:>2} "),
        ("class:here" if here else "", frame["title"]),
    ]
    if "source" not in frame:
        return [*title, ("class:dim", f" {' '.join(frame.get('arguments', []))}")]
    place = f"{os.path.basename(frame['source'])}:{frame['line']}"
    used = sum(len(text) for _, text in title)
    room = width - used - 2
    if room < len(place):
        place = shortened(place, max(room, 0)) if room > 8 else ""
    gap = max(width - used - len(place), 1)
    return [*title, ("", " " * gap), ("class:place", place)]


def tree_rows(nodes: tuple[Node, ...], width: int) -> list[Row]:
    """The tree of variables, as far as it is open. Rows that stand for more parts have the key of their
    parent, others their node."""
    rows: list[Row] = []
    # Deep trees are walked without recursion.
    waiting: list[Iterator[Node | tuple[Node, int]]] = [iter(nodes)]
    while waiting:
        node = next(waiting[-1], None)
        if node is None:
            waiting.pop()
            continue
        indent = "  " * (len(waiting) - 1)
        if isinstance(node, tuple):
            rows.append(Row([("class:dim", f"{indent}  … {node[1]} more")], node[0].key))
            continue
        rows.append(Row([("", indent), *node_text(node, width - len(indent))], node))
        if node.parts is not None:
            below: list[Node | tuple[Node, int]] = list(node.parts)
            if node.size > len(node.parts):
                below.append((node, node.size - len(node.parts)))
            waiting.append(iter(below))
    return rows


def node_text(node: Node, width: int) -> Fragments:
    """A variable in one line: sign, name and value."""
    sign = "▾ " if node.parts is not None else "▸ " if node.size else "  "
    data = node.data
    if data["state"] == "scope":
        title, _, where = data["name"].rpartition(", ")
        return [
            ("class:dim", sign),
            ("class:title", title or where),
            ("class:dim", f"  {shortened(where, max(width - len(title) - 4, 8))}" if title else ""),
        ]
    state = data["state"]
    result: Fragments = [("class:dim", sign), ("class:name", data["name"]), ("class:dim", " = ")]
    if state in SIGNS:
        # The guillemets are for places without signs.
        text = data["text"].removeprefix("«").removesuffix("»")
        return [*result, (f"class:{state}", f"{SIGNS[state]} {text}")]
    style = "class:dim" if data.get("hidden") else "class:dim" if data["text"].startswith("«") else ""
    return [*result, (style, data["text"])]


def breakpoint_rows(breakpoints: tuple[Data, ...], width: int) -> list[Row]:
    """Breakpoints, each in one line."""
    rows = []
    for data in breakpoints:
        places = data["places"]
        if places and ":" in data["title"]:
            where = f"{os.path.basename(places[0]['source'])}:{places[0]['line']}"
        else:
            found = places or data["everywhere"]
            where = data["title"] if found else f"{data['title']} (pending)"
        extras = [
            f"if {data['condition']}" if data["condition"] else "",
            f"log {data['log']}" if data["log"] else "",
            described(data["hit_rule"]),
            f"{data['hits']} hit{'s' * (data['hits'] != 1)}" if data["hits"] else "",
        ]
        more = ", ".join(extra for extra in extras if extra)
        mark = ("class:mark", "●") if data["enabled"] else ("class:mark.off", "○")
        rows.append(
            Row(
                [mark, ("class:dim", f"{data['number']:>2} "), ("", where), ("class:dim", f"  {more}")],
                data,
            )
        )
    return rows
