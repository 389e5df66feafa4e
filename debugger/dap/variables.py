"""Scopes and variables under the numbers by which an editor asks for their parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from debugger.dap.asking import Asking
from debugger.debuggee import Refused

Message = dict[str, Any]

PARTS = 500
"""How many parts are given at once to an editor that does not say how many it wants."""


@dataclass(frozen=True, slots=True)
class Group:
    """The variables of one environment: number `at` among those a frame can see."""

    frame: int
    at: int


@dataclass(frozen=True, slots=True)
class Value:
    """A value with parts, `handle` as the inspector knows it. `path` leads to it from the frame; the parts
    before `first` are shown elsewhere."""

    frame: int
    handle: int
    path: str
    size: int
    first: int = 0


@dataclass(frozen=True, slots=True)
class Delayed:
    """A thunk; asking for its parts forces it."""

    frame: int
    path: str


Thing = Group | Value | Delayed


class Variables:
    """The numbers that have been given out at this stop."""

    def __init__(self, adapter: Asking) -> None:
        self.adapter = adapter
        self.known: list[Thing] = []

    def forget(self) -> None:
        """The evaluation goes on: all numbers are void."""
        self.known.clear()

    def number(self, thing: Thing) -> int:
        """A new number."""
        self.known.append(thing)
        return len(self.known)

    def thing(self, number: int) -> Thing:
        """What has a number. Raises Refused."""
        if not 0 < number <= len(self.known):
            raise Refused("that variable belongs to an earlier stop")
        return self.known[number - 1]

    def scopes(self, frame: int) -> list[Message]:
        """What a frame can see: its variables, those around it, and the sets of `with`, unforced."""
        data = self.adapter.ask("scope", index=frame, depth=0)
        result = []
        for at, group in enumerate(data["groups"]):
            scope: Message = {
                "name": group["title"],
                "variablesReference": self.number(Group(frame, at)),
                "namedVariables": len(group["variables"]),
                "expensive": at > 2,
            }
            if at == 0:
                scope["presentationHint"] = "locals"
            result.append(scope)
        for with_set in data["withs"]:
            if "handle" in with_set:
                result.append(
                    {
                        "name": f"with, line {with_set['line']}",
                        "variablesReference": self.number(
                            Value(frame, with_set["handle"], "", with_set["count"])
                        ),
                        "namedVariables": with_set["count"],
                        "expensive": True,
                    }
                )
        return result

    def parts(self, number: int, start: int, count: int, hexadecimal: bool) -> list[Message]:
        """The parts of what has a number; those of a thunk are the value it has when it is forced."""
        thing = self.thing(number)
        if isinstance(thing, Group):
            groups = self.adapter.ask("scope", index=thing.frame)["groups"]
            found = groups[thing.at]["variables"] if thing.at < len(groups) else []
            chosen = found[start : start + count] if count else found[start:]
            # A hidden variable cannot be named.
            return [
                self.variable(one, thing.frame, "" if one.get("hidden") else one["name"], True, hexadecimal)
                for one in chosen
            ]
        if isinstance(thing, Delayed):
            return [self._forced(thing, hexadecimal)]
        first = thing.first + start
        data = self.adapter.ask("children", handle=thing.handle, first=first, count=count or PARTS)
        result = [
            self.variable(part, thing.frame, self.path_of(thing, part["name"]), True, hexadecimal)
            for part in data["parts"]
        ]
        left = thing.size - first - len(result)
        if not count and left > 0:
            rest = Value(thing.frame, thing.handle, thing.path, thing.size, first + len(result))
            result.append({"name": f"… {left} more", "value": "", "variablesReference": self.number(rest)})
        return result

    def path_of(self, thing: Thing, name: str) -> str:
        """What leads to a part; empty if nothing does."""
        if isinstance(thing, Value):
            return f"{thing.path}.{name}" if thing.path else ""
        return name

    def _forced(self, thing: Delayed, hexadecimal: bool) -> Message:
        try:
            data = self.adapter.change("force", index=thing.frame, path=thing.path)
        except Refused as error:
            return {"name": "", "value": f"«{error}»", "variablesReference": 0}
        if self.adapter.client.get("supportsInvalidatedEvent"):
            self.adapter.event("invalidated", areas=["variables"])
        return self.variable(data, thing.frame, thing.path, False, hexadecimal) | {"name": ""}

    def variable(
        self, data: Message, frame: int, path: str, lazy: bool = True, hexadecimal: bool = False
    ) -> Message:
        """A described value as the protocol has it."""
        text = data["text"]
        if hexadecimal and data["type"] == "int":
            text = hex(int(text))
        body: Message = {"name": data["name"], "value": text, "variablesReference": 0}
        if data["type"] is not None:
            body["type"] = data["type"]
        if path:
            body["evaluateName"] = path
        if "handle" in data:
            value = Value(frame, data["handle"], path, data["count"])
            body["variablesReference"] = self.number(value)
            body["indexedVariables" if data["type"] == "list" else "namedVariables"] = data["count"]
        elif lazy and data["state"] == "pending" and path:
            body["variablesReference"] = self.number(Delayed(frame, path))
            body["presentationHint"] = {"lazy": True}
        return body
