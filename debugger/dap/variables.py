"""Scopes and variables under the numbers by which an editor asks for their parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from debugger.debuggee import Refused

if TYPE_CHECKING:
    from debugger.dap.adapter import Adapter

Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Group:
    """The variables of one environment, described already."""

    frame: int
    variables: list[Message]


@dataclass(frozen=True, slots=True)
class Value:
    """A value with parts, `handle` as the inspector knows it. `path` leads to it from the frame."""

    frame: int
    handle: int
    path: str


@dataclass(frozen=True, slots=True)
class Delayed:
    """A thunk; asking for its parts forces it."""

    frame: int
    path: str


class Variables:
    """The numbers that have been given out at this stop."""

    def __init__(self, adapter: Adapter) -> None:
        self.adapter = adapter
        self.known: list[Group | Value | Delayed] = []
        self.names: list[str] = []

    def forget(self) -> None:
        """The evaluation goes on: all numbers are void."""
        self.known.clear()

    def number(self, thing: Group | Value | Delayed) -> int:
        """A new number."""
        self.known.append(thing)
        return len(self.known)

    def scopes(self, frame: int) -> list[Message]:
        """What a frame can see."""
        data = self.adapter.ask("scope", index=frame)
        result = []
        for at, group in enumerate(data["groups"]):
            scope: Message = {
                "name": group["title"],
                "variablesReference": self.number(Group(frame, group["variables"])),
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
                        "variablesReference": self.number(Value(frame, with_set["handle"], "")),
                        "namedVariables": with_set["count"],
                        "expensive": True,
                    }
                )
        return result

    def parts(self, number: int, start: int, count: int) -> list[Message]:
        """The parts of what has a number."""
        if not 0 < number <= len(self.known):
            raise Refused("that variable belongs to an earlier stop")
        thing = self.known[number - 1]
        if isinstance(thing, Group):
            # A hidden variable cannot be named.
            chosen = thing.variables[start : start + count] if count else thing.variables[start:]
            return [
                self.variable(one, thing.frame, "" if one.get("hidden") else one["name"]) for one in chosen
            ]
        if isinstance(thing, Delayed):
            debuggee = self.adapter.standing()
            assert self.adapter.stop is not None
            try:
                data = debuggee.change(self.adapter.stop["at"], "force", index=thing.frame, path=thing.path)
            except Refused as error:
                return [{"name": "", "value": f"«{error}»", "variablesReference": 0}]
            return [self.variable(data, thing.frame, thing.path, lazy=False) | {"name": ""}]
        fields = {"first": start, **({"count": count} if count else {})}
        data = self.adapter.ask("children", handle=thing.handle, **fields)
        return [
            self.variable(part, thing.frame, f"{thing.path}.{part['name']}" if thing.path else "")
            for part in data["parts"]
        ]

    def variable(self, data: Message, frame: int, path: str, lazy: bool = True) -> Message:
        """A described value as the protocol has it."""
        body: Message = {"name": data["name"], "value": data["text"], "variablesReference": 0}
        if data["type"] is not None:
            body["type"] = data["type"]
        if path:
            body["evaluateName"] = path
        if "handle" in data:
            body["variablesReference"] = self.number(Value(frame, data["handle"], path))
            body["indexedVariables" if data["type"] == "list" else "namedVariables"] = data["count"]
        elif lazy and data["state"] == "pending" and path:
            body["variablesReference"] = self.number(Delayed(frame, path))
            body["presentationHint"] = {"lazy": True}
        return body

    def source_number(self, name: str) -> int:
        """The number of a source that is no file."""
        if name not in self.names:
            self.names.append(name)
        return self.names.index(name)

    def source_name(self, number: int) -> str:
        """The source of a number."""
        if not 0 <= number < len(self.names):
            raise Refused("there is no such source")
        return self.names[number]
