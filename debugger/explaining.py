"""The commands that explain: where something came from, who made it, who wanted it."""

from __future__ import annotations

from functools import partial
from typing import Any

from debugger import travel
from debugger.conversation import CommandError, Conversation, Data

_CALLERS = 12
"""How many frames are shown of a stack in the past."""


def created(talk: Conversation, path: str) -> None:
    """`bt create`: who made the thunk at a path, or that of the selected frame."""
    found = talk.past(partial(travel.creation, index=talk.selected, path=path))
    what = f"{path}: " if path else ""
    talk.say(f"{what}{talk.paint('title', found['title'])} at {_place(talk, found)}")
    talk.say(f"is created at event {found['event']} ('goto {found['event']}' goes there) by")
    _stack(talk, found["event"], 0)


def who_forced(talk: Conversation, path: str) -> None:
    """`who-forced x`: whose demand computed a value."""
    if not path:
        raise CommandError("give the name of a variable or a path")
    state = talk.ask("peek", index=talk.selected, path=path, depth=0)
    if state["state"] in ("pending", "failed", "unset"):
        talk.say(f"{path} = {talk.value_text(state)}: nobody has its value")
        return
    event = talk.past(partial(travel.forcing, index=talk.selected, path=path))
    talk.say(f"{path} is forced at event {event} ('goto {event}' goes there) by")
    _stack(talk, event, 1)


def _stack(talk: Conversation, event: int, first: int) -> None:
    """The frames that stand at an event."""
    data = talk.past(
        lambda debuggee, now: travel.look_at(debuggee, event, "backtrace", first=first, count=_CALLERS)
    )
    for frame in data["frames"]:
        for line in talk.backtrace_lines(frame, marked=False):
            talk.say(line)
    left = data["total"] - first - len(data["frames"])
    if left > 0:
        talk.say(talk.paint("dim", f"({left} more frames further out)"))


def why(talk: Conversation, path: str) -> None:
    """`why x`: the way a value came about."""
    if not path:
        raise CommandError("give the name of a variable or a path")
    data = _provenance(talk, path)
    talk.say(f"{path} = {data['value']}")
    for at, link in enumerate(data["links"]):
        talk.say(f"  {_link(talk, link, at == len(data['links']) - 1)}")
    if not data["links"] and data.get("note"):
        talk.say(f"  {data['note']}")
    if len(data["layers"]) > 1:
        talk.say("written in more than one set, laid over one another by `//`; the first one counts:")
    elif data["layers"] and not data["links"]:
        talk.say("written at")
    if len(data["layers"]) > 1 or not data["links"]:
        for layer in data["layers"]:
            talk.say(f"  {_place(talk, layer)}  {layer['text']}")
    if data["definitions"]:
        talk.say("set by these modules:")
        for definition in data["definitions"]:
            talk.say(f"  {talk.paint('place', definition['source'])}: {definition['value']}")


def _provenance(talk: Conversation, path: str) -> Data:
    look = partial(travel.search, request="provenance", index=talk.selected, path=path)
    try:
        data: Data = talk.past(look)
        while data["event"] is None:
            entry = int(data["entry"])
            argument: Data = talk.past(partial(_argument, entry=entry, path=path))
            data |= {"event": 0, "links": [{"title": "an argument that was passed here", **argument}]}
        return data
    except CommandError:
        # What is not in the history was there from the start: a constant, or what was looked at only.
        return dict(talk.ask("provenance", index=talk.selected, path=path))


def _argument(debuggee: Any, now: int, entry: int, path: str) -> Data:
    found = travel.search(debuggee, entry, "creation", index=0, path=path)
    return {key: found[key] for key in ("source", "line", "column", "text")} | {"how": "argument"}


def _link(talk: Conversation, link: Data, last: bool) -> str:
    title = talk.paint("title", link["title"])
    if "source" not in link:
        return title
    how = link.get("how", "")
    text = f"{title} at {_place(talk, link)}: {talk.paint.nix([link['text']])[0]}"
    if last and how in ("literal", "function", "set", "list"):
        return f"{text}  (a {how} written there)"
    if last and how in ("variable", "attribute"):
        return f"{text}  (which had its value already)"
    return text


def origin(talk: Conversation, path: str) -> None:
    """`origin ATTR`: where an attribute is written."""
    layers = talk.ask("layers", index=talk.selected, path=path)
    if not layers:
        talk.say(f"nothing is known of where {path} is written: a builtin made the set")
    for at, layer in enumerate(layers):
        note = "" if len(layers) == 1 else ("  (this one counts)" if at == 0 else "  (laid over)")
        talk.say(f"{_place(talk, layer)}  {talk.paint.nix([layer['text']])[0]}{note}")


def never_forced(talk: Conversation, argument: str) -> None:
    """`never-forced`: thunks that nobody wanted."""
    data = talk.ask("never_forced", index=talk.selected, everywhere=argument == "all")
    for place in data["thunks"]:
        talk.say(f"{_place(talk, place)}  {talk.paint('title', place['title'])}: {place['text']}")
    if not data["thunks"]:
        talk.say("every thunk has been forced")
    elif data["total"] > len(data["thunks"]):
        talk.say(talk.paint("dim", f"({data['total'] - len(data['thunks'])} more)"))


def cycle(talk: Conversation, argument: str) -> None:
    """`cycle`: the ring that an infinite recursion closes."""
    data = talk.ask("cycle")
    for at, link in enumerate(data["ring"]):
        lead = "" if at == 0 else "needs "
        talk.say(
            f"{lead}{talk.paint('title', link['title'])}, written at"
            f" {talk.paint('place', f'''{link['source']}:{link['bound']}''')}"
        )
        talk.say(f"    {_place(talk, link)}: {talk.paint.nix([link['text']])[0]}")
    closing = data["closing"]
    first = data["ring"][0]["title"]
    talk.say(f"{talk.paint('error', 'which needs')} {talk.paint('title', first)} again: the ring closes at")
    talk.say(f"    {_place(talk, closing)}: {talk.paint.nix([closing['text']])[0]}")
    if data["left_out"]:
        talk.say(talk.paint("dim", f"({data['left_out']} thunks without a name in between are left out)"))


def disassemble(talk: Conversation, argument: str) -> None:
    """`disas`: the instructions of the selected frame."""
    for line in talk.ask("instructions", index=talk.selected)["text"]:
        talk.say(line)


def _place(talk: Conversation, place: Data) -> str:
    return talk.paint("place", f"{place['source']}:{place['line']}:{place['column']}")
