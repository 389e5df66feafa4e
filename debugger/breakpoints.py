"""Breakpoints: what the user asked for, and the instructions that are overwritten for it.

A breakpoint names places in sources that may not be loaded yet. The table hears of every code object
as it is compiled and overwrites the TRAPs that a breakpoint wants, so unset breakpoints cost nothing
and set ones cost only where they stand.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

from debugger.locations import Place, places, places_on
from debugger.values import internal, source_name
from evaluator.bytecode.code import CodeKind  # type: ignore[attr-defined]  # a C enum
from evaluator.bytecode.traps import set_breakpoint, traps
from evaluator.naming import kind_of


@dataclass
class Breakpoint:
    """One breakpoint. Where: `line` (and `column`) of `file`; or each entry of the function named
    `function`; or the value of the binding `attribute` (a path such as `a.b`, matched from its end).

    It stops when `condition` (an expression, "" for none) is true, from hit number `from_hit` on. With a
    `log` message it prints that and goes on; `temporary` ones go after the first stop. `places` are
    (source name, line) of what was found so far: empty while it is pending. `without_code` names
    sources that are loaded and have no code on the line or after it.
    """

    number: int
    file: str = ""
    line: int = 0
    column: int | None = None
    function: str = ""
    attribute: str = ""
    condition: str = ""
    from_hit: int = 1
    log: str = ""
    temporary: bool = False
    enabled: bool = True
    hits: int = 0
    places: list[tuple[str, int]] = field(default_factory=list)
    moved: bool = False
    without_code: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        """What was asked for."""
        if self.function:
            return f"function {self.function}"
        if self.attribute:
            return f"attribute {self.attribute}"
        return f"{self.file}:{self.line}" + (f":{self.column}" if self.column is not None else "")

    def names_source(self, source: Any) -> bool:
        """Whether `file` means this source: its name, its path, or the end of its path."""
        if source.path is None:
            return bool(self.file == source.name)
        wanted = internal(self.file)
        if wanted.startswith("/"):
            return bool(source.path == os.path.realpath(wanted.encode("latin-1")).decode("latin-1"))
        if wanted.startswith("./") or wanted.startswith("../"):
            return bool(source.path == internal(os.path.realpath(self.file)))
        return bool(source.path == wanted or source.path.endswith("/" + wanted))


class Breakpoints:
    """All breakpoints of a session. `globals` are the names that are no variables of the program."""

    def __init__(self, globals: dict[str, Any]) -> None:
        self.globals = globals
        self.all: dict[int, Breakpoint] = {}
        self.files: list[tuple[Any, Any]] = []
        self.codes: list[Any] = []
        self._places: dict[int, list[Place]] = {}
        # (id of source, start, end) -> breakpoints that want that place
        self._wanted: dict[tuple[int, int, int], list[Breakpoint]] = {}
        # What is overwritten: (code, index of the word) -> breakpoints
        self._set: dict[tuple[Any, int], list[Breakpoint]] = {}

    # ------------------------------------------------------------------ what the machine says

    def compiled(self, code: Any) -> None:
        """A code object has been compiled."""
        self.codes.append(code)
        if code.kind == CodeKind.FILE:
            self.files.append((code.source, code.node))
            for breakpoint in self.all.values():
                self._resolve(breakpoint, code.source, code.node)
        if self.all:
            self._overwrite(code, self.all.values())

    def at(self, code: Any, pc: int) -> list[Breakpoint]:
        """The enabled breakpoints at the BREAK that a frame stands on."""
        return [one for one in self._set.get((code, pc - 1), ()) if one.enabled]

    # ------------------------------------------------------------------ what the user says

    def add(self, breakpoint: Breakpoint) -> Breakpoint:
        """Set a breakpoint."""
        self.all[breakpoint.number] = breakpoint
        for source, root in self.files:
            self._resolve(breakpoint, source, root)
        for code in self.codes:
            self._overwrite(code, [breakpoint])
        return breakpoint

    def delete(self, number: int) -> bool:
        """Remove a breakpoint; tells whether there was one."""
        breakpoint = self.all.pop(number, None)
        if breakpoint is None:
            return False
        for wanting in self._wanted.values():
            if breakpoint in wanting:
                wanting.remove(breakpoint)
        for (code, pc), there in list(self._set.items()):
            if breakpoint in there:
                there.remove(breakpoint)
                if not there:
                    set_breakpoint(code, pc, False)
                    del self._set[code, pc]
        return True

    def places_of(self, source: Any, root: Any) -> list[Place]:
        """All places of a loaded source."""
        found = self._places.get(id(source))
        if found is None:
            found = self._places[id(source)] = places(root, source, self.globals)
        return found

    # ------------------------------------------------------------------ putting them in

    def _resolve(self, breakpoint: Breakpoint, source: Any, root: Any) -> None:
        if not breakpoint.file or not breakpoint.names_source(source):
            return
        found = places_on(self.places_of(source, root), breakpoint.line, breakpoint.column)
        if not found:
            breakpoint.without_code.append(source_name(source))
        for place in found:
            breakpoint.moved = place.line != breakpoint.line
            breakpoint.places.append((source_name(source), place.line))
            wanting = self._wanted.setdefault((id(source), place.start, place.end), [])
            if breakpoint not in wanting:
                wanting.append(breakpoint)

    def _overwrite(self, code: Any, candidates: Any) -> None:
        """Put those of the candidates into a code object that want it."""
        by_name = [one for one in candidates if not one.file and _named(one, code)]
        by_place = any(one.file for one in candidates)
        if not by_name and not by_place:
            return
        done: set[tuple[int, int]] = set()
        source = code.source
        for index, (pc, start, end) in enumerate(traps(code)):
            wanting = list(by_name) if index == 0 else []
            # An operator that the program redefines is a call with the same span: the first one counts.
            if by_place and (start, end) not in done:
                done.add((start, end))
                at_place = self._wanted.get((id(source), start, end), ())
                wanting += [one for one in at_place if one in candidates]
            if wanting:
                there = self._set.setdefault((code, pc), [])
                for one in wanting:
                    if one not in there:
                        there.append(one)
                        if not one.file:
                            one.places.append((source_name(source), source.line_column(start)[0]))
                set_breakpoint(code, pc, True)


def _named(breakpoint: Breakpoint, code: Any) -> bool:
    """Whether a breakpoint by name means this code object."""
    if breakpoint.function:
        return kind_of(code) == "function" and code.name == internal(breakpoint.function)
    names = internal(breakpoint.attribute).split(".")
    if kind_of(code) != "thunk" or code.name != names[-1]:
        return False
    for name in reversed(names):
        while code is not None and code.name is None:
            code = code.parent
        if code is None or code.name != name:
            return False
        code = code.parent
    return True
