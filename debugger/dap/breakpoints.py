"""An editor's breakpoints: on lines, functions, instructions, thunks (as data breakpoints) and errors.

An editor sends all breakpoints of a kind, or of a source, each time one of them changes. Those that stay the
same keep their numbers and their hits.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import Any

from debugger.breakpoint_words import NAMED, fields_of
from debugger.dap.asking import Asking, BadRequest
from debugger.dap.instructions import Instructions
from debugger.debuggee import Refused
from debugger.hit_rules import rule_of
from evaluator.errors import Kind

Message = dict[str, Any]

KINDS = [kind.value for kind in Kind]
_PATH = re.compile(r"[A-Za-z_][\w'-]*(\.[\w'-]+)*\Z")
_NAME = re.compile(r"[A-Za-z_][\w'-]*\Z")


class BreakpointRequests:
    """Keeps what was asked for. `groups` are the breakpoints of each source and kind, as the evaluation is told
    of them; `also` maps the second half of a breakpoint that takes two to the first."""

    def __init__(self, adapter: Asking, instructions: Instructions) -> None:
        self.adapter = adapter
        self.instructions = instructions
        self.groups: dict[str, list[Message]] = {}
        self.catching: Message = {"errors": "uncaught", "kinds": []}
        self.also: dict[int, int] = {}
        self.verified: dict[int, bool] = {}
        self._next = 1

    # ------------------------------------------------------------------ telling the evaluation

    def everything(self) -> Message:
        """All of it, as `configure` of the evaluation takes it."""
        return {"breakpoints": [one for group in self.groups.values() for one in group], **self.catching}

    def configure(self) -> None:
        """Tell the evaluation of all of it. It must stand still."""
        self.adapter.ask("configure", **self.everything())

    def number(self) -> int:
        """A number that was not given yet."""
        self._next += 1
        return self._next - 1

    def group_of(self, number: int) -> str:
        """Which group a breakpoint is of."""
        for name, group in self.groups.items():
            if any(one["number"] == number for one in group):
                return name
        return ""

    def _set(self, name: str, wanted: list[Message]) -> list[Message]:
        """Have these breakpoints in a group and no others; gives what became of each."""
        before = list(self.groups.get(name, []))
        group: list[Message] = []
        for fields in wanted:
            same = next((old for old in before if {**old, "number": 0} == {**fields, "number": 0}), None)
            if same is not None:
                before.remove(same)
            group.append(same or {**fields, "number": self.number()})
        known = {one["number"] for one in self.groups.get(name, [])}
        self.groups[name] = group
        errors: dict[int, str] = {}
        halted = self.adapter.halt()
        if self.adapter.debuggee is not None and self.adapter.stop is not None:
            for old in before:
                # One that was refused is not there.
                with suppress(Refused):
                    self.adapter.ask("delete_breakpoint", number=old["number"])
            for one in group:
                if one["number"] not in known:
                    try:
                        self.adapter.ask("add_breakpoint", **one)
                    except Refused as error:
                        errors[one["number"]] = str(error)
            described = {data["number"]: data for data in self.adapter.ask("breakpoints")["breakpoints"]}
            if halted:
                self.adapter.resume("continue")
        else:
            described = {}
        return [self._body(one["number"], described, errors) for one in group]

    def _body(self, number: int, described: dict[int, Message], errors: dict[int, str]) -> Message:
        if number in errors:
            return {"id": number, "verified": False, "message": errors[number]}
        if number not in described:
            return {"id": number, "verified": False, "message": "nothing is being evaluated yet"}
        body = self.body(described[number])
        self.verified[number] = body["verified"]
        return body

    def body(self, data: Message) -> Message:
        """A breakpoint as the protocol describes it."""
        places = data["places"]
        body: Message = {"id": data["number"], "verified": bool(places) or data["everywhere"]}
        if places:
            body["line"] = self.adapter.positions.line(places[0]["line"])
            body["source"] = self.adapter.source(places[0]["source"])
            if data["moved"]:
                body["message"] = "moved to the next line with code"
        elif not data["everywhere"]:
            missing = "there is no code on that line or after it"
            body["message"] = missing if data["without_code"] else "nothing that is loaded has it yet"
        return body

    def tell_news(self, described: list[Message]) -> None:
        """Tell of breakpoints that have found their place meanwhile."""
        for data in described:
            number = data["number"]
            if data["places"] and not self.verified.get(number, True) and number not in self.also:
                self.verified[number] = True
                self.adapter.event("breakpoint", reason="changed", breakpoint=self.body(data))

    def _common(self, one: Message) -> Message:
        """The condition, hit count and message of a breakpoint."""
        fields: Message = {}
        if one.get("condition"):
            fields["condition"] = str(one["condition"])
        hits = str(one.get("hitCondition") or "").strip()
        if hits:
            fields["hit_rule"] = rule_of(hits)
        if one.get("logMessage"):
            fields["log"] = str(one["logMessage"])
        return fields

    # ------------------------------------------------------------------ requests

    def on_setBreakpoints(self, arguments: Message) -> Message:
        """All breakpoints of a source."""
        source = arguments["source"]
        path = source.get("path") or source.get("name")
        if not path:
            raise BadRequest("the source has neither path nor name")
        wanted = arguments.get("breakpoints")
        if wanted is None:
            wanted = [{"line": line} for line in arguments.get("lines") or []]
        positions = self.adapter.positions
        group = []
        for one in wanted:
            line = positions.own_line(int(one["line"]))
            column = one.get("column")
            if column is not None:
                column = positions.own_column(path, line, int(column))
            group.append(self._common(one) | {"file": path, "line": line, "column": column})
        return {"breakpoints": self._set(f"source {path}", group)}

    def on_setFunctionBreakpoints(self, arguments: Message) -> Message:
        """All breakpoints by name: functions, or what the words of `break` mean (`attribute a.b`, `builtin map`)."""
        group = []
        for one in arguments["breakpoints"]:
            name = str(one["name"]).strip()
            word, _, rest = name.partition(" ")
            if word in (*NAMED, "throw") and rest.strip():
                where = fields_of(name, lambda: None)
            else:
                where = {"message": rest.strip()} if word == "message" and rest.strip() else {"function": name}
            group.append(self._common(one) | where)
        return {"breakpoints": self._set("functions", group)}

    def on_dataBreakpointInfo(self, arguments: Message, path: str | None = None) -> Message:
        """Whether a variable's thunk can be waited for: `read` means that it is forced first, `write` that it
        has its value. `path` is what the variable of a scope is called, where that is known."""
        name = path if path is not None else str(arguments["name"])
        if not _PATH.match(name):
            return {"dataId": None, "description": f"'{name}' is no name or attribute path"}
        last = name.rpartition(".")[2]
        if not _NAME.match(last):
            return {"dataId": None, "description": "an item of a list has no name that could be waited for"}
        data_id: Message = {"name": name if path is None else last}
        if path is not None and arguments.get("variablesReference"):
            try:
                data = self.adapter.ask(
                    "peek", index=int(arguments.get("frameId") or 1) - 1, path=path, depth=0
                )
            except Refused:
                data = {}
            if data.get("state") == "pending" and "line" in data:
                data_id |= {"place": [data["source"], data["line"], data["column"]]}
        return {
            "dataId": json.dumps(data_id),
            "description": f"the value of {name}",
            "accessTypes": ["read", "write", "readWrite"],
            "canPersist": True,
        }

    def on_setDataBreakpoints(self, arguments: Message) -> Message:
        """All breakpoints on thunks."""
        group: list[Message] = []
        firsts = []
        for one in arguments["breakpoints"]:
            wanted = self._data_breakpoint(one)
            firsts.append(len(group))
            group += wanted
        self.also.clear()
        bodies = self._set("data", group)
        numbers = [one["number"] for one in self.groups["data"]]
        for at, number in enumerate(numbers):
            first = max(first for first in firsts if first <= at)
            if first != at:
                self.also[number] = numbers[first]
        return {"breakpoints": [bodies[first] for first in firsts]}

    def _data_breakpoint(self, one: Message) -> list[Message]:
        try:
            wanted = json.loads(one["dataId"])
            name, place = str(wanted["name"]), wanted.get("place")
        except (ValueError, KeyError, TypeError):
            raise BadRequest(f"'{one['dataId']}' is no id of a data breakpoint") from None
        forced = {"attribute": name}
        if place is not None:
            forced = {"file": place[0], "line": place[1], "column": place[2]}
        finished = {"finished": name}
        access = one.get("accessType") or "read"
        chosen = {"read": [forced], "write": [finished], "readWrite": [forced, finished]}[access]
        return [self._common(one) | where for where in chosen]

    def on_setInstructionBreakpoints(self, arguments: Message) -> Message:
        """All breakpoints on instructions; they stop at the first expression that begins there or after."""
        group, found, wrong = [], [], {}
        for at, one in enumerate(arguments["breakpoints"]):
            address = self.instructions.parse(one["instructionReference"]) + int(one.get("offset") or 0)
            place = self.instructions.stop_at(address)
            if place is None:
                wrong[at] = "no expression of a code that was evaluated begins there"
                continue
            stops, source, line, column = place
            found.append(stops)
            group.append(self._common(one) | {"file": source, "line": line, "column": column})
        bodies = self._set("instructions", group)
        for body, address in zip(bodies, found, strict=True):
            body["instructionReference"] = hex(address)
        for at, message in wrong.items():
            bodies.insert(at, {"id": self.number(), "verified": False, "message": message})
        return {"breakpoints": bodies}

    def on_setExceptionBreakpoints(self, arguments: Message) -> Message:
        """Which errors stop: filters with kinds of errors as conditions, and options for kinds."""
        options = {one["filterId"]: one for one in arguments.get("filterOptions") or []}
        filters = [*dict.fromkeys([*(arguments.get("filters") or []), *options])]
        for name in filters:
            if name not in ("uncaught", "caught"):
                raise BadRequest(f"there is no filter '{name}'; there are 'uncaught' and 'caught'")
        kinds = [
            _kind(word)
            for option in options.values()
            for word in str(option.get("condition") or "").replace(",", " ").split()
        ]
        errors = "all" if "caught" in filters else "uncaught" if "uncaught" in filters else "none"
        group = []
        chosen = arguments.get("exceptionOptions") or []
        for option in chosen:
            names = [name for part in option.get("path") or [] for name in part.get("names") or []]
            which = {"always": "all", "unhandled": "uncaught", "userUnhandled": "uncaught"}
            mode = option.get("breakMode")
            if mode in which:
                wanted = [_kind(str(name)) for name in names if name != "errors"]
                group.append({"throw": which[mode], "kinds": wanted})
            elif mode != "never":
                raise BadRequest(f"there is no break mode '{mode}'")
        self.catching = {"errors": errors, "kinds": kinds}
        self._set("errors", group)
        if self.adapter.debuggee is not None and self.adapter.halt():
            self.adapter.ask("catch", **self.catching)
            self.adapter.resume("continue")
        elif self.adapter.stop is not None:
            self.adapter.ask("catch", **self.catching)
        return {"breakpoints": [{"verified": True} for _ in [*filters, *chosen]]}

    def on_breakpointLocations(self, arguments: Message) -> Message:
        """Where in some lines an evaluation can stop."""
        source, positions = arguments["source"], self.adapter.positions
        path = source.get("path") or source.get("name") or ""
        first = positions.own_line(int(arguments["line"]))
        last = positions.own_line(int(arguments.get("endLine") or arguments["line"]))
        places = self.adapter.ask("places", file=path, first=first, last=last)["places"]
        texts = self._lines(path, first, last)
        return {
            "breakpoints": [
                {
                    "line": positions.line(place["line"]),
                    "column": positions.column(texts.get(place["line"], ""), place["column"]),
                }
                for place in places
            ]
        }

    def _lines(self, path: str, first: int, last: int) -> dict[int, str]:
        try:
            lines = self.adapter.ask("source_text", name=path)["text"].split("\n")
        except Refused:
            return {}
        return {at: lines[at - 1] for at in range(max(first, 1), min(last, len(lines)) + 1)}


def _kind(word: str) -> str:
    if word not in KINDS:
        raise BadRequest(f"there is no kind of error '{word}'; the kinds are {', '.join(KINDS)}")
    return word
