"""What if a value were another one: the rest of an evaluation with one value replaced, in a copy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from debugger.conversation import CommandError, Conversation, Data
from debugger.debuggee import Debuggee

_HASHED = re.compile(r"/[a-z0-9]{32}-([^/ ]+)")
_WIDTH = 100


def what_if(talk: Conversation, argument: str) -> None:
    """`set PATH = EXPRESSION`: what the program would give. It stays where it is."""
    path, equals, text = argument.partition("=")
    path, text = path.strip(), text.strip()
    if not equals or not path or not text:
        raise CommandError("say: set PATH = EXPRESSION")
    talk.standing()
    if talk.unanswered:
        raise CommandError("this is an evaluation at the prompt: 'continue' it first")
    assert talk.debuggee is not None
    after = outcome(talk.debuggee, {"index": talk.selected, "path": path, "text": text})
    before = outcome(talk.debuggee, None)
    for line in difference(before, after):
        talk.say(line)


def outcome(debuggee: Debuggee, override: Data | None) -> Data:
    """How the program ends from here on, in a copy, with a value replaced. Raises CommandError if it is
    interrupted, Refused if the value cannot be replaced."""
    debuggee.enter_copy()
    try:
        debuggee.ask("configure", breakpoints=[], errors="none", kinds=[])
        if override is not None:
            debuggee.ask("override", **override)
        debuggee.ask("tell_derivations")
        while True:
            debuggee.ask("resume", how="continue")
            message = debuggee.receive()
            while message.get("event") == "output":
                message = debuggee.receive()
            if message.get("event") == "ended":
                return message
            if message.get("reason") == "pause":
                raise CommandError("interrupted")
    finally:
        debuggee.leave_copy()


def difference(before: Data, after: Data) -> Iterator[str]:
    """What tells two ends of a program apart, in lines."""
    old, new = _end(before), _end(after)
    if old == new:
        yield f"it makes no difference: {_short(new)}"
        return
    yield f"now:  {_short(old)}"
    yield f"then: {_short(new)}"
    one, other = before.get("derivations", {}), after.get("derivations", {})
    olds, news = before.get("value", "").split("\n"), after.get("value", "").split("\n")
    for was, becomes in zip(olds, news, strict=False):
        if was != becomes and was in one and becomes in other:
            yield from _derivations(one[was], other[becomes])


def _end(ended: Data) -> str:
    return str(ended["value"]) if ended["ok"] else str(ended["text"]).strip()


def _derivations(before: Data, after: Data) -> Iterator[str]:
    for name in ("platform", "builder", "args"):
        if before[name] != after[name]:
            yield f"  {name}: {_short(before[name])} -> {_short(after[name])}"
    for name in sorted(before["env"] | after["env"]):
        old, new = before["env"].get(name), after["env"].get(name)
        if old == new:
            continue
        if old is not None and new is not None and _unhashed(old) == _unhashed(new):
            yield f"  {name}: other hashes only"
        else:
            shown = ["(none)" if value is None else _short(value) for value in (old, new)]
            yield f"  {name}: {shown[0]} -> {shown[1]}"
    was = {_unhashed(path): path for path in before["inputs"]}
    becomes = {_unhashed(path): path for path in after["inputs"]}
    for name in sorted(was | becomes):
        if name not in becomes:
            yield f"  input {name}: no more"
        elif name not in was:
            yield f"  input {name}: new"
        elif was[name] != becomes[name]:
            yield f"  input {name}: another derivation"


def _unhashed(text: str) -> str:
    return _HASHED.sub(r"/\1", text)


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else " ".join(value)
    text = text.replace("\n", "\\n")
    return text if len(text) <= _WIDTH else f"{text[:_WIDTH]}…"
