"""Breakpoints: what the user asked for, and the instructions that are overwritten for it.

A breakpoint names places in sources that may not be loaded yet. The table hears of every code object
as it is compiled and overwrites the TRAPs that a breakpoint wants, so unset breakpoints cost nothing
and set ones cost only where they stand.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any

from debugger.frames import maker_span
from debugger.locations import Place, places, places_on
from debugger.values import internal, source_name
from evaluator.builtins import registry
from evaluator.bytecode.code import Code, CodeKind
from evaluator.bytecode.traps import leaves, set_breakpoint, traps
from evaluator.naming import kind_of
from evaluator.vm.unwinding import parsed


@dataclass
class Breakpoint:
    """One breakpoint. Where: one of

    - `line` (and `column`) of `file`;
    - each entry of the function named `function`;
    - the value of the binding `attribute` (a path such as `a.b`, matched from its end) when it is forced;
    - `created`: the expression that is about to make the thunk of that binding;
    - `finished`: when the binding, or a function of that name, has its value;
    - each call of the builtin `builtin`;
    - each file that is read and matches the pattern `read`;
    - `throw`: errors that are `uncaught`, `caught` (by tryEval) or `all`, of these `kinds` (any, if empty);
    - `message`: what `trace` or `warn` print, or `any`;
    - when `thunk`, one pending thunk of this process, is forced.

    It stops when `condition` (an expression, "" for none) is true, at hits that fit `hit_rule` (hit_rules.py). With a
    `log` message it prints that and goes on; `temporary` ones go after the first stop. `places` are
    (source name, line) of what was found so far: empty while it is pending. `without_code` names
    sources that are loaded and have no code on the line or after it. `watched` is what people call the `thunk`.
    """

    number: int
    file: str = ""
    line: int = 0
    column: int | None = None
    function: str = ""
    attribute: str = ""
    created: str = ""
    finished: str = ""
    builtin: str = ""
    read: str = ""
    throw: str = ""
    kinds: list[str] = field(default_factory=list)
    message: str = ""
    thunk: Any = None
    watched: str = ""
    condition: str = ""
    hit_rule: str = ""
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
        if self.thunk is not None:
            return f"thunk {self.watched}".strip()
        for word in ("function", "attribute", "created", "finished", "builtin", "read", "throw", "message"):
            what = getattr(self, word)
            if what:
                return " ".join([word, what, *self.kinds])
        return f"{self.file}:{self.line}" + (f":{self.column}" if self.column is not None else "")

    @cached_property
    def code(self) -> Any:
        """The code of the `thunk`, which is known only before it runs."""
        return self.thunk.pending_code

    @property
    def by_name(self) -> bool:
        """Whether it is put into code by the names of bindings."""
        names = self.function or self.attribute or self.created or self.finished
        return bool(names) or self.thunk is not None

    @property
    def everywhere(self) -> bool:
        """Whether it is about something that no place in the program stands for."""
        return bool(self.builtin or self.read or self.throw or self.message)

    def wants_error(self, kind: str, caught: bool) -> bool:
        """Whether it is about an error of this kind."""
        if not self.throw or (self.kinds and kind not in self.kinds):
            return False
        return self.throw == "all" or (self.throw == "caught") == caught

    def wants_file(self, path: str) -> bool:
        """Whether it is about reading this file: its path matches, or ends with what was asked for."""
        return bool(self.read) and matches(self.read, path)

    def names_source(self, source: Any) -> bool:
        """Whether `file` means this source: its name, its path, or the end of its path."""
        if source.path is None:
            return bool(self.file == source.name)
        wanted = internal(self.file)
        if wanted.startswith(("/", "./", "../")):
            # A source keeps the symlinks above its name (Files.followed), and so does what people and editors name.
            return _real(wanted) == (_real(source.path) if source.below_link else source.path)
        return bool(source.path == wanted or source.path.endswith("/" + wanted))


def _real(path: str) -> str:
    return os.path.realpath(path.encode("latin-1")).decode("latin-1")


def matches(pattern: str, path: str) -> bool:
    """Whether a path is meant by a pattern: one with `*`, `?` or `[` fits the whole path or its end, any other
    is a part of it."""
    if any(c in pattern for c in "*?["):
        return fnmatchcase(path, pattern) or fnmatchcase(path, f"*/{pattern}")
    return pattern in path


class Breakpoints:
    """All breakpoints of a session. `globals` are the names that are no variables of the program."""

    def __init__(self, globals: dict[str, Any]) -> None:
        self.globals = globals
        self.all: dict[int, Breakpoint] = {}
        self.sources: list[Any] = []
        self.codes: list[Any] = []
        self.skips: list[str] = []
        self._skipped: dict[int, bool] = {}
        self._places: dict[int, list[Place]] = {}
        # id of source -> its syntax tree, if it was compiled here
        self._trees: dict[int, Any] = {}
        # (id of source, start, end) -> breakpoints that want that place
        self._wanted: dict[tuple[int, int, int], list[Breakpoint]] = {}
        # What is overwritten: (code, index of the word) -> breakpoints
        self._set: dict[tuple[Any, int], list[Breakpoint]] = {}

    # ------------------------------------------------------------------ what the machine says

    def compiled(self, code: Any) -> None:
        """A code object has been compiled."""
        self.codes.append(code)
        if self.skips:
            code.skipped = self._skips(code.source)
        if code.kind == CodeKind.FILE:
            self.sources.append(code.source)
            self._trees[id(code.source)] = code.node
            for breakpoint in self.all.values():
                self._resolve(breakpoint, code.source)
        if self.all:
            self._overwrite(code, self.all.values())

    def at(self, code: Any, pc: int) -> list[Breakpoint]:
        """The enabled breakpoints at the BREAK or LEAVE_BREAK that a frame stands on."""
        return [one for one in self._set.get((code, pc - 1), ()) if one.enabled]

    def on(self, wanted: Callable[[Breakpoint], bool]) -> list[Breakpoint]:
        """The enabled breakpoints that something happens to which is no place in the program."""
        return [one for one in self.all.values() if one.everywhere and one.enabled and wanted(one)]

    # ------------------------------------------------------------------ what the user says

    def skip(self, patterns: list[str]) -> None:
        """Have steps pass by the files that match one of the patterns (see `matches`)."""
        self.skips = patterns
        self._skipped.clear()
        for code in self.codes:
            code.skipped = self._skips(code.source)

    def _skips(self, source: Any) -> bool:
        found = self._skipped.get(id(source))
        if found is None:
            name = source_name(source)
            found = self._skipped[id(source)] = any(matches(pattern, name) for pattern in self.skips)
        return found

    def add(self, breakpoint: Breakpoint) -> Breakpoint:
        """Set a breakpoint."""
        self.all[breakpoint.number] = breakpoint
        if breakpoint.builtin:
            registry.table()[breakpoint.builtin].breakpoint = True
        if breakpoint.everywhere:
            return breakpoint
        for source in self.sources:
            self._resolve(breakpoint, source)
        for code in self.codes:
            self._overwrite(code, [breakpoint])
        return breakpoint

    def delete(self, number: int) -> bool:
        """Remove a breakpoint; tells whether there was one."""
        breakpoint = self.all.pop(number, None)
        if breakpoint is None:
            return False
        if breakpoint.builtin:
            left = any(one.builtin == breakpoint.builtin for one in self.all.values())
            registry.table()[breakpoint.builtin].breakpoint = left
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

    def tree_of(self, source: Any) -> Any:
        """The syntax tree of a loaded source; None if it is too deep to be parsed again."""
        return self._trees.get(id(source)) or parsed(source)

    def places_of(self, source: Any) -> list[Place]:
        """All places of a loaded source."""
        found = self._places.get(id(source))
        if found is None:
            root = self.tree_of(source)
            found = self._places[id(source)] = [] if root is None else places(root, source, self.globals)
        return found

    # ------------------------------------------------------------------ putting them in

    def _resolve(self, breakpoint: Breakpoint, source: Any) -> None:
        if not breakpoint.file or not breakpoint.names_source(source):
            return
        found = places_on(self.places_of(source), breakpoint.line, breakpoint.column)
        if not found:
            breakpoint.without_code.append(source_name(source))
        for place in found:
            breakpoint.moved = place.line != breakpoint.line
            breakpoint.places.append((source_name(source), place.line))
            wanting = self._wanted.setdefault((id(source), place.start, place.end), [])
            if breakpoint not in wanting:
                wanting.append(breakpoint)

    def _overwrite(self, code: Any, candidates: Iterable[Breakpoint]) -> None:
        """Put those of the candidates into a code object that want it."""
        candidates = list(candidates)
        stops = traps(code)
        for breakpoint in candidates:
            if breakpoint.by_name:
                self._by_name(code, stops, breakpoint)
        if not any(one.file for one in candidates):
            return
        done: set[tuple[int, int]] = set()
        for pc, start, end in stops:
            # An operator that the program redefines is a call with the same span: the first one counts.
            if (start, end) not in done:
                done.add((start, end))
                for one in self._wanted.get((id(code.source), start, end), ()):
                    if one in candidates:
                        self._put(code, pc, one)

    def _by_name(self, code: Any, stops: list[tuple[int, int, int]], breakpoint: Breakpoint) -> None:
        if breakpoint.created:
            for child in code.values:
                if type(child) is Code and _bound(child, breakpoint.created) and kind_of(child) == "thunk":
                    at = maker_span(stops, child)
                    if at is not None:
                        self._put(code, at[0], breakpoint, at[1])
        elif breakpoint.finished:
            if _bound(code, breakpoint.finished):
                for pc, start, _ in leaves(code):
                    self._put(code, pc, breakpoint, start)
        elif breakpoint.thunk is not None:
            if stops and code is breakpoint.code:
                self._put(code, stops[0][0], breakpoint, stops[0][1])
        elif stops and breakpoint.function:
            if kind_of(code) == "function" and code.name == internal(breakpoint.function):
                self._put(code, stops[0][0], breakpoint, stops[0][1])
        elif stops and kind_of(code) == "thunk" and _bound(code, breakpoint.attribute):
            self._put(code, stops[0][0], breakpoint, stops[0][1])

    def _put(self, code: Any, pc: int, breakpoint: Breakpoint, offset: int | None = None) -> None:
        """Overwrite one instruction; `offset` is given if that is a place of the breakpoint to be noted."""
        there = self._set.setdefault((code, pc), [])
        if breakpoint in there:
            return
        there.append(breakpoint)
        set_breakpoint(code, pc, True)
        if offset is not None:
            place = (source_name(code.source), code.source.line_column(offset)[0])
            if place not in breakpoint.places:
                breakpoint.places.append(place)


def _bound(code: Any, path: str) -> bool:
    """Whether code is that of a binding which an attribute path means, by its end."""
    names = internal(path).split(".")
    if code.name != names[-1]:
        return False
    for name in reversed(names):
        while code is not None and code.name is None:
            code = code.parent
        if code is None or code.name != name:
            return False
        code = code.parent
    return True
