"""The commands that say where to stop: breakpoints, errors, and what steps run through."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from debugger.breakpoint_words import fields_of, line_of
from debugger.conversation import CommandError, Conversation, number_of
from evaluator.errors import Kind


def set_breakpoint(talk: Conversation, argument: str, temporary: bool = False) -> None:
    """`break WHERE`: see `breakpoint_words`; without words, what there is."""
    if not argument:
        show_breakpoints(talk, "")
        return
    fields = fields_of(argument, partial(_source_shown, talk)) | {"temporary": temporary}
    number = max(talk.breakpoints, default=0) + 1
    if talk.stop is not None:
        talk.say(line_of(talk.ask("add_breakpoint", number=number, **fields)))
    else:
        talk.say(f"breakpoint {number} is noted for the next run: {argument}")
    talk.breakpoints[number] = fields


def _source_shown(talk: Conversation) -> str | None:
    source = talk.ask("frame", index=talk.selected).get("source")
    return None if source is None else str(source)


def tbreak(talk: Conversation, argument: str) -> None:
    """`tbreak WHERE`."""
    set_breakpoint(talk, argument, temporary=True)


def watch(talk: Conversation, argument: str) -> None:
    """`watch PATH [if EXPRESSION]`: one thunk, while it is pending."""
    path, _, condition = argument.partition(" if ")
    if not path.strip():
        raise CommandError("say what: a variable or attribute path whose value is pending")
    talk.standing()
    number = max(talk.breakpoints, default=0) + 1
    fields: dict[str, Any] = {"condition": condition.strip()} if condition else {}
    data = talk.ask("watch", number=number, index=talk.selected, path=path.strip(), **fields)
    talk.breakpoints[number] = {**fields, "watched": path.strip()}
    talk.say(line_of(data))


def show_breakpoints(talk: Conversation, argument: str) -> None:
    """`breaks`."""
    breakpoints = talk.ask("breakpoints")["breakpoints"]
    for data in breakpoints:
        talk.say(line_of(data))
    if not breakpoints:
        talk.say("there are no breakpoints")


def delete(talk: Conversation, argument: str) -> None:
    """`delete [N...]`."""
    numbers = [breakpoint_number(talk, word) for word in argument.split()] or list(talk.breakpoints)
    for number in numbers:
        if talk.stop is not None:
            talk.ask("delete_breakpoint", number=number)
        del talk.breakpoints[number]
    talk.say(f"deleted {', '.join(map(str, numbers))}" if numbers else "there are no breakpoints")


def switch(on: bool) -> Callable[[Conversation, str], None]:
    """`enable N...` or `disable N...`."""
    def switch(talk: Conversation, argument: str) -> None:
        if not argument:
            raise CommandError("say which breakpoints: their numbers")
        for word in argument.split():
            number = breakpoint_number(talk, word)
            talk.breakpoints[number]["enabled"] = on
            if talk.stop is not None:
                talk.say(line_of(talk.ask("change_breakpoint", number=number, enabled=on)))

    return switch


def catch(talk: Conversation, argument: str) -> None:
    """`catch [WHICH] [KIND...]`."""
    words = argument.split()
    known = [kind.value for kind in Kind]
    if words and words[0] in ("uncaught", "all", "none"):
        talk.catching["errors"] = words.pop(0)
        talk.catching["kinds"] = []
    for word in words:
        if word not in known:
            raise CommandError(f"there is no kind of error '{word}'; the kinds are {', '.join(known)}")
    if words:
        talk.catching["kinds"] = words
    if talk.stop is not None:
        talk.ask("catch", **talk.catching)
    kinds = f" of these kinds: {', '.join(talk.catching['kinds'])}" if talk.catching["kinds"] else ""
    talk.say(f"errors that stop: {talk.catching['errors']}{kinds}")


def skip(talk: Conversation, argument: str) -> None:
    """`skip [PATTERN...]` and `skip delete [PATTERN...]`."""
    word, _, rest = argument.partition(" ")
    if word == "delete":
        gone = rest.split() or list(talk.skips)
        for pattern in gone:
            if pattern not in talk.skips:
                raise CommandError(f"'{pattern}' is not skipped; 'skip' lists what is")
        skips = [pattern for pattern in talk.skips if pattern not in gone]
    else:
        skips = [*talk.skips, *(pattern for pattern in argument.split() if pattern not in talk.skips)]
    talk.skips = skips
    if talk.stop is not None:
        talk.ask("skip", patterns=skips)
    talk.say(f"steps skip {', '.join(skips)}" if skips else "steps skip nothing")


def breakpoint_number(talk: Conversation, text: str) -> int:
    number = number_of(text, "the number of a breakpoint")
    if number not in talk.breakpoints:
        raise CommandError(f"there is no breakpoint {number}")
    return number
