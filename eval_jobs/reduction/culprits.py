"""The literal that an error comes from: the one in the user's own text without which the error is gone.

A reduction that only keeps an error's wording ends at the `throw` that words it, which tells nobody
anything. With a culprit it must keep the way from the literal to the error: a program counts only if it
fails, and does not fail like that once the literal is another. The literal is marked by a comment.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from eval_jobs.reduction.verdicts import Answer, signature
from evaluator.errors import Source
from evaluator.syntax.ast import Kind
from evaluator.syntax.walking import walk

MARK = "/*!*/"
_MOST = 40
_NAMES = {"true": "false", "false": "true", "null": '"x"'}


@dataclass(frozen=True, slots=True)
class Culprit:
    """The literal at `start`..`end` of the root's text, its own text, and one that does no harm."""

    start: int
    end: int
    text: str
    harmless: str

    @property
    def marked(self) -> str:
        """How the literal stands in a reduced program."""
        return MARK + self.text

    def healed(self, program: str) -> str:
        """A program with the harmless literal in its place."""
        return program.replace(self.marked, MARK + self.harmless)


def find_culprit(source: Source, tree: Any, wanted: str, ask: Callable[[bytes], Answer]) -> Culprit | None:
    """The first literal of a text whose replacement makes the evaluation succeed, or at least not fail with
    the signature `wanted`; `ask` evaluates a changed text."""
    second: Culprit | None = None
    for culprit in _literals(source, tree)[:_MOST]:
        text = source.text[: culprit.start] + culprit.harmless.encode("latin-1") + source.text[culprit.end :]
        answer = ask(text)
        if answer[0] == "value":
            return culprit
        if answer[0] == "error" and signature(answer) != wanted and second is None:
            second = culprit
    return second


def _literals(source: Source, tree: Any) -> list[Culprit]:
    found = []
    for node, place in walk(tree):
        if place is not None and place.role in ("name", "inherited"):
            continue
        text = source.text[node.start : node.end].decode("latin-1")
        for harmless in _others(node, text):
            found.append(Culprit(node.start, node.end, text, harmless))
    # What stands last was most likely written last.
    return found[::-1]


def _others(node: Any, text: str) -> list[str]:
    if node.kind in (Kind.INT, Kind.FLOAT):
        return ['"x"', "1"] if text != "1" else ['"x"', "0"]
    if node.kind == Kind.STRING:
        return ['"x"', "1"] if node.value != "x" else ['"y"', "1"]
    if node.kind == Kind.VARIABLE and node.name in _NAMES:
        return [_NAMES[node.name]]
    return []
