"""What probes say of a program that both evaluators run, and where they first say other things."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_MARK = "nixray-see "
_LINE = re.compile(r"(\d+):(\d+):(\d+) (.*)", re.DOTALL)
_LONGEST = 300
_PART = "in "


@dataclass(frozen=True, slots=True)
class Stretch:
    """A probed expression: the number of its source and its offsets, what both sides said, and how often ours had
    a value of it `before`."""

    source: int
    start: int
    end: int
    ours: str | None
    reference: str | None
    before: int


def surplus(lines: list[str], others: list[str]) -> list[str]:
    """The lines that the other side does not have, or not as often, in order. Order itself does not count:
    evaluators may compare the items of a list in another order when they sort it."""
    left = Counter(others)
    more = []
    for line in lines:
        if left[line] > 0:
            left[line] -= 1
        else:
            more.append(line)
    return more


def stretch_of(mine: list[str], other: list[str], ours: list[str]) -> Stretch:
    """The first thing that ours said alone and what the reference said there instead; if ours said
    nothing of its own, it ended where the reference went on. `ours` is all that ours said."""
    found = _LINE.fullmatch((mine or other)[0])
    assert found is not None
    place = found.group(1, 2, 3)
    part = _part(found[4])
    values: list[str | None] = []
    for lines in (mine, other):
        said = (_LINE.fullmatch(line) for line in lines)
        values.append(
            next((each[4] for each in said if each and each.group(1, 2, 3) == place and _part(each[4]) == part), None)
        )
    before = _values_before(mine, ours, ":".join(place) + " ") if mine else 0
    return Stretch(int(place[0]), int(place[1]), int(place[2]), values[0], values[1], before)


def _values_before(mine: list[str], ours: list[str], start: str) -> int:
    """How many values the expression whose lines have this `start` had before the one that the first surplus line is
    about. What is said of a part is taken to be about the last value so far."""
    alike = ours.count(mine[0]) - mine.count(mine[0])
    values = -1
    for line in ours:
        if line.startswith(start):
            values += not _part(line[len(start) :])
            # Of lines that are the same the last ones are the surplus.
            if line == mine[0]:
                if alike == 0:
                    break
                alike -= 1
    return max(values, 0)


def _part(said: str) -> str:
    """What a probe said names the part it is about, of a set or list; empty if it is about a whole value."""
    return said.partition(" = ")[0] if said.startswith(_PART) else ""


def marked(lines: Iterable[str]) -> Iterator[str]:
    start = "trace: " + _MARK
    return (line[len(start) :] for line in lines if line.startswith(start))


def readable_value(said: str | None) -> str | None:
    """What a probe said of a value, for people."""
    if said is None:
        return None
    if said.startswith(_PART):
        name, _, part = said.removeprefix(_PART).partition(" = ")
        return f"in {name}: {readable_value(part)}"
    kind, _, rest = said.partition(" ")
    if kind == "string":
        _, contexts, text = [*rest.split(" ", 2), "", ""][:3]
        shown = json.dumps(text if len(text) <= _LONGEST else text[:_LONGEST] + "…", ensure_ascii=False)
        return shown if contexts == "0" else f"{shown} with {contexts} store paths in its context"
    return {"set": f"a set of {rest}", "list": f"a list of {rest}", "lambda": "a function"}.get(kind, rest or kind)
