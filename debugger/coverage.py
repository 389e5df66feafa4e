"""Coverage: which expressions of which files an evaluation reached, and how often.

An expression counts as reached when its TRAP was. What has no code of its own, constants and copies of
variables, is not counted; the branches of an `if` that are constants get their counts from the condition's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from debugger.breakpoints import Breakpoints, matches
from debugger.values import source_name
from evaluator.bytecode.code import Code
from evaluator.bytecode.traps import hits
from evaluator.naming import kind_of, title_of
from evaluator.syntax.ast import Kind, Operator
from evaluator.syntax.walking import walk


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch: the `line` of its choice, the numbers of the choice in the file and of the branch in the choice, how
    often it was taken (None if the choice was never made), and its place in the text, 0 to 0 for what is passed
    over by a `&&`, `||` or `->`."""

    line: int
    choice: int
    number: int
    count: int | None
    start: int
    end: int


@dataclass
class FileCoverage:
    """What was reached of one file: `lines` maps each line with code to how often its most frequent expression
    was reached. `functions` are (line, title, count)."""

    name: str
    text: bytes
    lines: dict[int, int] = field(default_factory=dict)
    branches: list[Branch] = field(default_factory=list)
    functions: list[tuple[int, str, int]] = field(default_factory=list)

    @property
    def reached(self) -> int:
        """How many lines were reached."""
        return sum(count > 0 for count in self.lines.values())

    @property
    def branches_taken(self) -> int:
        """How many branches were taken."""
        return sum(bool(branch.count) for branch in self.branches)


def coverage(breakpoints: Breakpoints, include: str = "") -> list[FileCoverage]:
    """The coverage of every loaded file (whose path matches a pattern), by name."""
    counts: dict[int, dict[tuple[int, int], int]] = {}
    functions: dict[int, dict[int, tuple[str, int]]] = {}
    for code in breakpoints.codes:
        of_source = counts.setdefault(id(code.source), {})
        entered = 0
        for at, (start, end, count) in enumerate(hits(code)):
            of_source[start, end] = of_source.get((start, end), 0) + count
            entered = count if at == 0 else entered
        known = functions.setdefault(id(code.source), {})
        if kind_of(code) == "function":
            known[code.start] = (title_of(code), entered)
        for child in code.values:
            if type(child) is Code and kind_of(child) == "function" and not child.compiled:
                unused: Any = child
                known.setdefault(unused.start, (title_of(unused), 0))
    found = []
    for source in breakpoints.sources:
        if source.path is None or (include and not matches(include, source_name(source))):
            continue
        file = FileCoverage(source_name(source), source.text)
        of_source = counts.get(id(source), {})
        for place in breakpoints.places_of(source):
            count = of_source.get((place.start, place.end), 0)
            file.lines[place.line] = max(file.lines.get(place.line, 0), count)
        file.branches = list(_branches(source, breakpoints.tree_of(source), of_source))
        for start, (title, count) in sorted(functions.get(id(source), {}).items()):
            file.functions.append((source.line_column(start)[0], title, count))
        found.append(file)
    return sorted(found, key=lambda file: file.name)


def _branches(source: Any, root: Any, counts: dict[tuple[int, int], int]) -> Iterator[Branch]:
    """The choices of a file in the order of its text."""
    choices = []
    for node, _ in walk(root):
        if node.kind == Kind.IF_ELSE:
            choices.append((node.start, node.condition, node.then, node.otherwise))
        elif node.kind == Kind.BINARY and node.operator in (Operator.OP_AND, Operator.OP_OR, Operator.OP_IMPL):
            choices.append((node.start, node.left, node.right, None))
    choices.sort(key=lambda choice: choice[0])
    for number, (start, asked, one, other) in enumerate(choices):
        line = source.line_column(start)[0]
        made = counts.get((asked.start, asked.end), 0)
        first = _count(one, counts)
        second = _count(other, counts) if other is not None else None
        if first is None and second is not None:
            first = max(0, made - second)
        if second is None and first is not None:
            second = max(0, made - first)
        for branch, (node, count) in enumerate(((one, first), (other, second))):
            start, end = (0, 0) if node is None else (node.start, node.end)
            yield Branch(line, number, branch, count if made else None, start, end)


def _count(node: Any, counts: dict[tuple[int, int], int]) -> int | None:
    """How often an expression was reached; None if it has no code of its own."""
    if node.kind in (Kind.INT, Kind.FLOAT, Kind.STRING, Kind.PATH, Kind.LAMBDA):
        return None
    return counts.get((node.start, node.end), 0)
