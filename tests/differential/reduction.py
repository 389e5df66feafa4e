"""Makes a program that shows a difference small, keeping the sort of difference.

First constructs are replaced by their parts or by a constant, as the syntax tree has them; then runs of
tokens are left out. Most of what is tried is no program at all: on that both evaluators agree, and it is
dropped.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

from evaluator.errors import ParseError, Source
from evaluator.syntax.ast import Node
from evaluator.syntax.options import ParseOptions
from evaluator.syntax.parser import parse
from tests.differential.judging import Difference

BATCH = 24
SECONDS = 45.0
_CONSTANTS = (b"null", b"1", b'""', b"[ ]", b"{ }", b"(x: x)")
_TOKEN = re.compile(rb"[A-Za-z_][\w'-]*|\d+|\s+|\.\.\.|''|\$\{|//|\+\+|==|!=|&&|\|\||->|.", re.DOTALL)


Ask = Callable[[list[Difference]], list[Difference]]


def reduce(found: Difference, ask: Ask, seconds: float = SECONDS) -> Difference:
    """The smallest program found that shows the same sort of difference. `ask` takes differences with new
    texts and returns those that still differ, with the answers of now. Gives up after so many `seconds`."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        smaller = _step(found, ask)
        if smaller is None:
            return found
        found = smaller
    return found


def _step(found: Difference, ask: Ask) -> Difference | None:
    """The first smaller program that still shows it."""
    tries = _distinct(found.program.source)
    while batch := list(islice(tries, BATCH)):
        asked = [replace(found, program=replace(found.program, source=text)) for text in batch]
        same = [other for other in ask(asked) if other.sort == found.sort]
        if same:
            return min(same, key=lambda other: len(other.program.source))
    return None


def _distinct(text: bytes) -> Iterator[bytes]:
    """Every smaller text worth a try, once."""
    tried = {text}
    for candidate in _candidates(text):
        if candidate not in tried and len(candidate) < len(text):
            tried.add(candidate)
            yield candidate


def _candidates(text: bytes) -> Iterator[bytes]:
    nodes = _nodes(text)
    for node in nodes[1:]:
        yield text[node.start : node.end]
    for node in nodes:
        before, after = text[: node.start], text[node.end :]
        for part in _nodes_below(node):
            yield before + b"(" + text[part.start : part.end] + b")" + after
            yield before + text[part.start : part.end] + after
        for constant in _CONSTANTS:
            yield before + constant + after
    tokens = _TOKEN.findall(text)
    size = max(1, len(tokens) // 2)
    while True:
        for start in range(0, len(tokens), size):
            yield b"".join(tokens[:start] + tokens[start + size :])
        if size == 1:
            break
        size = max(1, size // 2)
    for length in (2, 3, 4, 5, 6, 7):
        for start in range(len(tokens)):
            yield b"".join(tokens[:start] + tokens[start + length :])
    for start in range(len(tokens)):
        if tokens[start].isspace() and tokens[start] != b" ":
            yield b"".join([*tokens[:start], b" ", *tokens[start + 1 :]])


def _nodes(text: bytes) -> list[Node]:
    """All expressions of a text, outermost first; none if it is not a program."""
    try:
        root = parse(Source(None, "«string»", text), "/", "/", ParseOptions(pipe_operators=True))
    except ParseError:
        return []
    return [root, *_nodes_below(root)]


def _nodes_below(node: object) -> list[Node]:
    """The expressions inside one, nearest first."""
    found: list[Node] = []
    level = [node]
    while level:
        below = [part for one in level for part in _parts(one)]
        found += [part for part in below if isinstance(part, Node)]
        level = below
    return found


def _parts(node: object) -> Iterator[object]:
    """What a node, or a part of one that is no expression itself, holds."""
    for name in ("expr", "function", "args", "path", "default", "parts", "formals", "body", "names", "dynamic",
                 "sources", "attrs", "items", "condition", "then", "otherwise", "env", "operand", "left",
                 "right", "name", "value"):  # fmt: skip
        held = getattr(node, name, None)
        if isinstance(held, dict):
            yield from held.values()
        elif isinstance(held, list):
            yield from held
        elif held is not None and not isinstance(held, str | int | float):
            yield held
