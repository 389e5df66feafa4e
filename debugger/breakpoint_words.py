"""Breakpoints as people write them: the words of `break`, and the line that describes one."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from debugger.conversation import CommandError
from debugger.hit_rules import BadRule, described, rule_of

NAMED = ("function", "attribute", "forced", "created", "finished", "builtin", "read")
"""Words that say what kind of thing the name after them means."""
_WHERE = re.compile(r"(?:(?P<file>(?!\d+(?::\d+)?\Z).+?):)?(?P<line>\d+)(?::(?P<column>\d+))?\Z")


def fields_of(argument: str, shown: Callable[[], str | None]) -> dict[str, Any]:
    """The fields of a breakpoint that `WHERE [if EXPRESSION] [hits RULE] [log MESSAGE]` asks for. `shown()` names the
    source that a bare line is about, or gives None. Raises CommandError."""
    fields: dict[str, Any] = {}
    where, _, message = argument.partition(" log ")
    if message:
        fields["log"] = message.strip()
    found = re.search(r" hits ([<>=%]*\s*\d+)\s*\Z", where)
    if found:
        try:
            fields["hit_rule"] = rule_of(found[1])
        except BadRule as error:
            raise CommandError(str(error)) from None
        where = where[: found.start()]
    where, _, condition = where.partition(" if ")
    if condition:
        fields["condition"] = condition.strip()
    where = where.strip()
    word, _, rest = where.partition(" ")
    rest = rest.strip()
    if word in NAMED and rest:
        return fields | {"attribute" if word == "forced" else word: rest}
    if word == "throw":
        which, *kinds = [*rest.split(), ""] if not rest else rest.split()
        if which not in ("uncaught", "caught", "all"):
            which, kinds = "uncaught", [which, *kinds]
        return fields | {"throw": which, "kinds": [kind for kind in kinds if kind]}
    if word in ("trace", "warn", "message") and not rest:
        return fields | {"message": "any" if word == "message" else word}
    match = _WHERE.match(where)
    if match is None:
        raise CommandError(
            "say where: FILE:LINE[:COLUMN], LINE (of the file shown), function NAME, attribute PATH, created"
            " PATH, finished PATH, builtin NAME, read PATTERN, throw [uncaught|caught|all] [KIND...], trace, or"
            " warn"
        )
    file = match["file"]
    if file is None:
        file = shown()
        if file is None:
            raise CommandError("a builtin has no lines; name a file")
    column = int(match["column"]) if match["column"] else None
    return fields | {"file": file, "line": int(match["line"]), "column": column}


def line_of(data: dict[str, Any]) -> str:
    """A breakpoint as the engine describes it, in a line."""
    places = data["places"]
    if places:
        where = ", ".join(f"{place['source']}:{place['line']}" for place in places[:3])
        if len(places) > 3:
            where += f" and {len(places) - 3} more places"
        if data["moved"]:
            where += " (the next line with code)"
    elif data["without_code"]:
        where = f"{data['title']}, which will not stop: there is no code on that line or after it"
    elif data["everywhere"]:
        where = data["title"]
    else:
        where = f"{data['title']}, pending: nothing loaded so far has it"
    extras = [
        f"if {data['condition']}" if data["condition"] else "",
        described(data["hit_rule"]),
        f"log {data['log']}" if data["log"] else "",
        "temporary" if data["temporary"] else "",
        "" if data["enabled"] else "disabled",
        f"{data['hits']} hit{'s' * (data['hits'] != 1)}" if data["hits"] else "",
    ]
    more = "; ".join(extra for extra in extras if extra)
    return f"breakpoint {data['number']} at {where}{'; ' + more if more else ''}"


def words_of(fields: dict[str, Any]) -> str:
    """What `break` takes for a breakpoint with these fields."""
    words: list[str] = []
    for name in ("function", "attribute", "created", "finished", "builtin", "read", "throw"):
        if fields.get(name):
            words = [name, fields[name], *fields.get("kinds", [])]
    if fields.get("message"):
        words = ["message" if fields["message"] == "any" else fields["message"]]
    if fields.get("file"):
        column = fields.get("column")
        words = [f"{fields['file']}:{fields['line']}" + (f":{column}" if column is not None else "")]
    if fields.get("condition"):
        words += ["if", fields["condition"]]
    if fields.get("hit_rule"):
        words += ["hits", fields["hit_rule"].removeprefix(">= ")]
    if fields.get("log"):
        words += ["log", fields["log"]]
    return " ".join(words)
