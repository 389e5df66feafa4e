"""Noting what an evaluation looks at beyond the trees it is known to depend on."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from eval_jobs.looking import Input
from eval_jobs.texts import byte_text, unicode_text
from evaluator.evaluation import Evaluation
from evaluator.store.access import Access


class Watch:
    """The inputs of one session. Put in place once, before anything is evaluated."""

    def __init__(self, session: Evaluation, trees: Iterable[str]) -> None:
        self._new: set[Input] = set()
        self._seen: set[Input] = set()
        session.settings.environment = _Environment(session.settings.environment, self)
        if session.files.access.mode is None:
            # Files are looked at by the path that was written and by the one that links lead to.
            inside = {path for tree in trees for path in (tree, os.path.realpath(tree))}
            session.files.access = _NotedAccess([byte_text(tree) for tree in inside], self)

    def note(self, kind: str, name: str) -> None:
        """Something was looked at."""
        found = Input(kind, unicode_text(name))
        if found not in self._seen:
            self._seen.add(found)
            self._new.add(found)

    def take(self) -> frozenset[Input]:
        """What was noted since this was last asked."""
        taken = frozenset(self._new)
        self._new.clear()
        return taken


class _Environment(dict[str, str]):
    def __init__(self, variables: dict[str, str], watch: Watch) -> None:
        super().__init__(variables)
        self._watch = watch

    def get(self, name: str, default: Any = None) -> Any:
        self._watch.note("env", name)
        return super().get(name, default)


class _NotedAccess(Access):
    """Lets everything through, and notes what is in none of the trees."""

    def __init__(self, trees: list[str], watch: Watch) -> None:
        super().__init__()
        self._inside = tuple(tree.rstrip("/") + "/" for tree in trees)
        self._tops = frozenset(trees)
        self._watch = watch

    def allows(self, path: str) -> bool:
        self.check(path)
        return True

    def check(self, path: str) -> None:
        if not path.startswith(self._inside) and path not in self._tops and path[0] != "<":
            self._watch.note("file", path)
