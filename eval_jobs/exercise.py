"""What each attribute exercises of the evaluator and of the program's choices, for a smoke set.

A *feature* is a text that means the same in every process: two instructions that followed one another, a builtin
called with certain sorts of arguments, a branch of the program that was taken, a kind of error.

An expression is evaluated once in a process, so an attribute only shows what no earlier one did. That is enough: what
an attribute needs does not depend on what was evaluated before it, so whoever first shows a feature does so again when
fewer attributes come before.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from eval_jobs.causes.failures import template_of
from eval_jobs.evaluation import SessionLooker
from eval_jobs.looking import Look, Parked, Task
from eval_jobs.results import Record
from eval_jobs.texts import unicode_text
from evaluator.bytecode.opcodes import TABLE
from evaluator.errors import EvalError, Kind
from evaluator.profiling import novelty
from evaluator.vm import hooks

SHOWN = "exercised"
"""Where a record's details hold the features that it was the first of its process to show."""

# What these say is up to the program, not to the evaluator.
_WORDED_BY_PROGRAMS = (Kind.THROW, Kind.ASSERTION, Kind.ABORT)


class ExercisingLooker(SessionLooker):
    """Looks at attributes, noting what they exercise."""

    def run(self, body: Callable[[], None]) -> None:
        self._codes: list[Any] = []
        self._errors = Errors()
        super().run(body)

    def open(self) -> None:
        self._session.listener = self._codes.append
        hooks.watch(self._errors)
        novelty.start()
        super().open()
        # What the root needs, every attribute needs.
        self._drain()

    def look(self, task: Task) -> Look | Parked:
        look = super().look(task)
        if not isinstance(look, Record):
            return look
        return dataclasses.replace(look, details=look.details | {SHOWN: self._drain()})

    def _drain(self) -> list[str]:
        pairs, calls, branches = novelty.drain()
        features = [f"instructions {TABLE[one].name} {TABLE[other].name}" for one, other in pairs]
        features += [f"builtin {name} ({', '.join(sorts)})" for name, sorts in calls]
        features += [f"branch {_place(code, pc)}" for code, pc in branches]
        return [*map(unicode_text, features), *self._errors.take()]


def _place(code: Any, pc: int) -> str:
    """Where a branch begins; what is written in one place has one code."""
    source = code.source
    start, end, _ = code.span(pc)
    return f"{source.name if source.path is None else source.path}:{start}-{end} of {code.start}"


class Errors:
    """An observer of the machine (hooks.py) that cares for errors only."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._new: list[str] = []

    def take(self) -> list[str]:
        """Kinds of errors met for the first time since this was last asked."""
        new, self._new = self._new, []
        return new

    def threw(self, error: EvalError) -> None:
        """An error leaves its first frame."""
        feature = f"error {error.kind.value}"
        if error.kind not in _WORDED_BY_PROGRAMS:
            feature += f": {template_of(unicode_text(error.message))}"
        if feature not in self._known:
            self._known.add(feature)
            self._new.append(feature)

    def trapped(self, breakpoint: bool) -> None:
        """There are no breakpoints."""

    def left(self, address: int, value: object, breakpoint: bool) -> None:
        """No frame is waited for."""

    def reached_break(self, value: object) -> None:
        """`builtins.break` goes on."""

    def said(self, prefix: str, text: str) -> None:
        """Messages are the looker's."""

    def read(self, path: str) -> None:
        """Files are the looker's."""
