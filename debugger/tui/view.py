"""What the screen shows at one moment, asked of the evaluation by messages once per command.

Panes only ever read a `View`; what they show of an earlier moment stays whole while the next is made.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from debugger import travel
from debugger.breakpoints import Breakpoint
from debugger.conversation import CommandError, Conversation
from debugger.debuggee import Lost, Refused
from evaluator.errors import NixrayError

Data = dict[str, Any]

FRAMES = 200
"""The most frames that are listed; `bt all` lists more."""
PARTS = 60
"""How many parts of a value are listed before the rest is counted."""
OPEN = 40
"""The most values that stay open from one stop to the next."""

UNSEARCHED = "F2 searches the past for it"
"""What is said in place of creators that nobody has asked for at this stop."""

Key = tuple[str, ...]
"""Leads to a node of the tree: title of the scope, name, label of the part..."""


@dataclass(frozen=True)
class Node:
    """A row of the tree of variables. `data` is a described value, `path` what commands call it (empty if it
    has no name). `size` counts its parts, `parts` are those that were asked for (None while closed)."""

    key: Key
    data: Data
    path: str = ""
    size: int = 0
    parts: tuple[Node, ...] | None = None


@dataclass(frozen=True)
class Visit:
    """A stop that was shown."""

    event: int
    reason: str


@dataclass(frozen=True)
class View:
    """`stop` is None while the program does not stand still. `frames` are those that demanded, `creators`
    those that stood when the selected frame's thunk was created (at the event `created_at`; `created` says
    why there are none); `selected` numbers the frame that is shown. `lines` are of
    `source`."""

    stop: Data | None = None
    over: bool = False
    failed: bool = False
    reason: tuple[str, ...] = ()
    selected: int = 0
    frames: tuple[Data, ...] = ()
    depth: int = 0
    creators: tuple[Data, ...] = ()
    created: str = UNSEARCHED
    created_at: int = 0
    scopes: tuple[Node, ...] = ()
    breakpoints: tuple[Data, ...] = ()
    source: str = ""
    lines: tuple[str, ...] = ()
    event: int = 0
    last: int = 0
    visits: tuple[Visit, ...] = ()

    @property
    def frame(self) -> Data | None:
        """The selected frame."""
        return next((frame for frame in self.frames if frame["index"] == self.selected), None)


@dataclass
class Looker:
    """Makes views; with `creators_wanted` the next one tells who created what. It remembers texts of sources, which
    values are open, and which stops were shown."""

    talk: Conversation
    texts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    opened: dict[Key, int] = field(default_factory=dict)
    closed: set[Key] = field(default_factory=set)
    visits: dict[int, Visit] = field(default_factory=dict)
    creators_wanted: bool = False

    def look(self, before: View) -> View:
        """What there is to see now; `before` is kept where there is nothing new."""
        talk = self.talk
        stop = talk.stop
        if stop is None:
            breakpoints = tuple(pending(number, one) for number, one in talk.breakpoints.items())
            return View(
                over=talk.over,
                failed=talk.failed,
                breakpoints=breakpoints,
                source=before.source,
                lines=before.lines,
                event=talk.last_event,
                last=talk.last_event,
                visits=tuple(self.visits.values()),
            )
        if not stop["level"]:
            self.visits[stop["at"]] = Visit(stop["at"], stop["reason"])
        selected = talk.selected
        frames = self.ask("backtrace", {"total": 0, "frames": []}, first=0, count=max(FRAMES, selected + 1))
        listed = tuple(frames["frames"])
        if self.creators_wanted:
            self.creators_wanted = False
            created = self.creators()
        elif (before.event, before.selected) == (stop["at"], selected):
            created = {name: getattr(before, name) for name in ("created", "created_at", "creators")}
        else:
            created = {"created": UNSEARCHED}
        source, lines = self.text_of(next((one for one in listed if one["index"] == selected), None))
        return View(
            stop=stop,
            failed=talk.failed,
            reason=tuple(talk.reason(stop)),
            selected=selected,
            frames=listed,
            depth=frames["total"],
            **created,
            scopes=self.scopes(selected),
            breakpoints=tuple(self.ask("breakpoints", {"breakpoints": []})["breakpoints"]),
            source=source or before.source,
            lines=lines if source else before.lines,
            event=stop["at"],
            last=talk.last_event,
            visits=tuple(self.visits.values()),
        )

    def ask(self, request: str, otherwise: Any, **fields: Any) -> Any:
        """An answer, or something else where there is none."""
        try:
            return self.talk.ask(request, **fields)
        except (Refused, CommandError, Lost):
            return otherwise

    def text_of(self, frame: Data | None) -> tuple[str, tuple[str, ...]]:
        """The name and lines of a frame's source; empty if it has none."""
        name = frame.get("source", "") if frame is not None else ""
        if name and name not in self.texts:
            text = self.ask("source_text", None, name=name)
            if text is None:
                return "", ()
            # A tab counts as one column, as it does for positions.
            self.texts[name] = tuple(text["text"].replace("\t", " ").split("\n"))
        return name, self.texts.get(name, ())

    def creators(self) -> Data:
        """Who created the thunk of the selected frame; that is searched in the past."""
        try:
            found = self.talk.past(partial(travel.creation, index=self.talk.selected))
            event = int(found["event"])
            stack = self.talk.past(
                lambda debuggee, now: travel.look_at(debuggee, event, "backtrace", first=0, count=PARTS)
            )
        except NixrayError as error:
            return {"created": str(error)}
        return {"created": "", "created_at": event, "creators": tuple(stack["frames"])}

    # ------------------------------------------------------------------ the tree of variables

    def scopes(self, selected: int) -> tuple[Node, ...]:
        """The groups of variables that a frame can see, those that are open with their parts."""
        data = self.ask("scope", {"groups": [], "withs": []}, index=selected, depth=0)
        nodes = []
        for at, group in enumerate(data["groups"]):
            key = (f"{at} {group['title']}",)
            described = {"name": group["title"], "state": "scope", "text": ""}
            parts = None
            if key in self.opened or (at < 2 and key not in self.closed):
                parts = tuple(
                    self.node((*key, one["name"]), one, "" if one.get("hidden") else one["name"])
                    for one in group["variables"]
                )
            nodes.append(Node(key, described, "", len(group["variables"]), parts))
        for at, one in enumerate(data["withs"]):
            nodes.append(
                self.node((f"with {at} {one['line']}",), one | {"name": f"with, line {one['line']}"}, "")
            )
        return tuple(nodes)

    def node(self, key: Key, data: Data, path: str) -> Node:
        """A value, with its parts if it is open."""
        size = int(data.get("count", 0))
        count = self.opened.get(key, 0)
        if not size or not count or "handle" not in data:
            return Node(key, data, path, size)
        found = self.ask("children", {"parts": []}, handle=data["handle"], first=0, count=count, depth=0)
        named = data.get("type") in ("set", "list") and path
        parts = tuple(
            self.node((*key, part["name"]), part, f"{path}.{part['name']}" if named else "")
            for part in found["parts"]
        )
        return Node(key, data, path, size, parts)

    def toggle(self, node: Node) -> None:
        """Open or close a node."""
        if node.parts is not None:
            self.opened.pop(node.key, None)
            self.closed.add(node.key)
        else:
            self.closed.discard(node.key)
            self.opened[node.key] = PARTS
            while len(self.opened) > OPEN:
                del self.opened[next(iter(self.opened))]

    def more(self, key: Key) -> None:
        """List more parts of an open node."""
        self.opened[key] = self.opened.get(key, PARTS) * 4


def pending(number: int, fields: Data) -> Data:
    """A breakpoint of a program that does not run, described as the evaluation would."""
    noted = Breakpoint(number, **fields)
    return {**vars(noted), "title": noted.title, "everywhere": noted.everywhere}
