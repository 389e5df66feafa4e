"""A failing evaluation, stopped where it fails, and the smallest program of it that still tells why.

Programs are made of what is active there, from the innermost frame outwards, by what memory holds
(`memory`): the first one whose error hangs on something the user wrote is taken, or else the first one whose
error hangs on anything at all. That is usually a hundred terms where the program has a hundred thousand.
"""

from __future__ import annotations

import contextlib
import functools
import io
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from eval_jobs.causes.our_store import root_value, session_for
from eval_jobs.paths import AttrPath
from eval_jobs.reduction.culprits import Culprit, Words, own_sources, suspects, words_of
from eval_jobs.reduction.memory import Memory
from eval_jobs.reduction.merging import single
from eval_jobs.reduction.terms import Term
from eval_jobs.reduction.values import trimmed
from eval_jobs.reduction.verdicts import Isolated, SameError, in_child, sealed_session, signature
from eval_jobs.root import Root
from eval_jobs.texts import byte_text, unicode_text
from evaluator.errors import EvalError, NixrayError, Source, nearest
from evaluator.evaluation import Evaluation, Settings
from evaluator.vm import hooks
from evaluator.vm.activations import activations

_MOST_FRAMES = 60
_MOST_TESTS = 500
"""How many programs are asked about before the second best is taken; twice as many if there is none. Not a time, so
that a slow machine comes to the same result."""
_MOST_SUSPECTS = 40
_REOPENED = 6
"""In how many frames a check is made again."""
_MOST_SOURCES = 30
_LONGEST = 3600
_SECONDS = 30


class _Observer:
    """Keeps the frames of the last error."""

    def __init__(self) -> None:
        self.frames: list[Any] = []

    def threw(self, error: EvalError) -> None:
        """An error leaves its first frame."""
        self.frames = activations(0, 1 << 30)

    def trapped(self, breakpoint: bool) -> None:
        """Nobody asked to stop."""

    def left(self, address: int, value: Any, breakpoint: bool) -> None:
        """Nobody asked to stop."""

    def reached_break(self, value: Any) -> None:
        """Nobody asked to stop."""

    def said(self, prefix: str, text: str) -> None:
        """Messages are of no interest."""

    def read(self, path: str) -> None:
        """Files are of no interest."""


@dataclass(frozen=True, slots=True)
class Case:
    """A program, the culprit that its error hangs on, and the words that its message must have."""

    program: str
    culprit: Culprit
    words: frozenset[str]


class _Alike:
    """Finds programs that fail as one does that is `wanted`, with the words `said`; `ours` counts the tests."""

    def __init__(self, wanted: str, said: frozenset[str]) -> None:
        self.said = said
        self.ours = Isolated()
        self._wanted = wanted

    def smallest(self, programs: Iterable[Term]) -> Iterator[tuple[Term, SameError]]:
        """The first of the programs that does, smaller ones of it before it, each with the verdict on what becomes of
        it."""
        for program in programs:
            verdict = SameError(program.text, self.ours, words=self.said)
            if verdict.wanted == self._wanted and verdict(program.text):
                yield from ((each, verdict) for each in (*trimmed(program), program) if verdict(each.text))
                return


def telling_case(root: Root, path: AttrPath) -> tuple[Term, SameError] | None:
    """The smallest program found that fails as an attribute below a root does, and the verdict that keeps what it
    tells. Memory of the evaluation is gone afterwards: what follows forks for every test."""

    def work() -> Any:
        case = Stop(root, path).case()
        return None if case is None else [case.program, case.culprit.pattern, case.culprit.harmless, *case.words]

    found = in_child(work, _LONGEST)
    if found is None:
        return None
    text, pattern, harmless, *words = found
    verdict = SameError(text, Isolated(), None, Culprit(pattern, harmless), frozenset(words))
    return single(text, Evaluation(Settings())), verdict


class Stop:
    """Where evaluating an attribute below a root, in a session of that root, fails. `error` is None if it does not.
    `sealed` gives sessions for programs of it."""

    def __init__(
        self,
        root: Root,
        path: AttrPath,
        session: Evaluation | None = None,
        sealed: Callable[[], Evaluation] = sealed_session,
    ) -> None:
        self._root = root
        self._path = path
        self._session = session or session_for(root)
        self._sealed = sealed
        self._codes: list[Any] = []
        self._session.listener = self._codes.append
        self._observer = _Observer()
        hooks.watch(self._observer)
        try:
            with contextlib.redirect_stderr(io.StringIO()):
                self.error: EvalError | None = self._session.run(self._evaluate)
        finally:
            hooks.watch(None)

    def _evaluate(self) -> EvalError | None:
        session = self._session
        try:
            value, arguments = root_value(session, self._root)
            value = session.force(session.select_path(value, [byte_text(step) for step in self._path], arguments))
            if session.is_derivation(value):
                session.drv_path(value)
            else:
                session.force_deep(value)
        except EvalError as error:
            return error
        return None

    def case(self) -> Case | None:
        """A program that fails in the same way, and what the verdict must keep; None if there is none."""
        if self.error is None:
            return None
        message = unicode_text(self.error.message)
        words = self._words()
        said = words.in_message(message)
        alike = _Alike(signature(("error", message)), said)
        # That an error is gone with the only item of a list tells less than another item that does no harm.
        emptied: Case | None = None
        second: Case | None = None
        blamed_at = 0
        for number, programs in enumerate(self.programs(said)):
            # What is not evaluated may be what the error is gone with: a name that is not missing.
            for small, verdict in alike.smallest(programs):
                found = self._blamed(small, verdict, words)
                if found is not None:
                    case = Case(*found, said)
                    if not case.culprit.gone:
                        return case
                    emptied = emptied or case
                if emptied is None and second is None and (found := self._blamed(small, verdict, None)) is not None:
                    second, blamed_at = Case(*found, said), number
            best = emptied or second
            if alike.ours.asked > (_MOST_TESTS if best is not None else 2 * _MOST_TESTS):
                break
        if emptied is None and second is not None and second.culprit.verdict:
            second = self._reopened(alike, second, blamed_at) or second
        return emptied or second

    def _reopened(self, alike: _Alike, found: Case, first: int) -> Case | None:
        """Where nothing but what a check came to is `found` to blame, in the program of a frame (its number is
        `first`): a program that makes the check again, and what else it hangs on."""
        last = first + _REOPENED
        plain = {program.text for programs in islice(self.programs(alike.said), first, last) for program in programs}
        for programs in islice(self.programs(alike.said, reopened=True), first, last):
            for small, verdict in alike.smallest(each for each in programs if each.text not in plain):
                blamed = self._blamed(small, verdict, None, data=True)
                if blamed is not None and blamed[1].pattern != found.culprit.pattern:
                    return Case(*blamed, alike.said)
        return None

    def _blamed(
        self, program: Term, verdict: SameError, words: Words | None, data: bool = False
    ) -> tuple[str, Culprit] | None:
        suggestions = self.error.suggestions if self.error is not None else []
        for tried, (marked, culprit) in enumerate(suspects(program, words, suggestions, data)):
            if tried >= _MOST_SUSPECTS:
                break
            if verdict.blaming(culprit)(marked.text):
                return marked.text, culprit
        return None

    def programs(self, said: frozenset[str], reopened: bool = False) -> Iterator[Iterator[Term]]:
        """The programs of each frame (see `Memory.programs`), from the innermost one on. What is named by one of the
        words `said` is kept."""
        used: dict[int, set[tuple[int, int]]] = {}
        for code in self._codes:
            used.setdefault(id(code.source), set()).update((start, end) for _, start, end, _ in code.places)

        def unused(source: Any, node: Any) -> bool:
            return (node.start, node.end) not in used.get(id(source), ())

        frames = self._observer.frames
        @functools.cache
        def keep(name: str) -> bool:
            return any(nearest(word, [name]) for word in said)

        memory = Memory(self._session, frames, unused, keep)
        for frame in [each for each in frames if each.args is None][:_MOST_FRAMES]:

            def work(frame: Any = frame) -> list[str]:
                sealed = self._sealed()
                return self._session.run(lambda: [each.text for each in memory.programs(frame, sealed, reopened)])

            plain = Evaluation(Settings())
            # What a program makes of memory may run for ever: apart, it can be ended.
            yield _parsed(in_child(work, _SECONDS) or [], plain)

    def _words(self) -> Words:
        sources = {id(code.source): code.source for code in self._codes}.values()
        if self._root.file is not None:
            path = self._session.resolve_file(byte_text(str(self._root.file)))
            folder = os.path.dirname(path)
            own = next((each for each in sources if each.path == path), None)
        else:
            folder = byte_text(str(self._root.base_dir))
            text = str(self._root.expression).encode()
            own = next((each for each in sources if each.path is None and each.text == text), None)
        if own is None:
            return Words(frozenset(), frozenset(), frozenset())
        chosen = own_sources(sources, folder, own, _MOST_SOURCES)
        return self._session.run(lambda: words_of([self._parsed(each) for each in chosen]))

    def _parsed(self, source: Source) -> Any:
        return self._session.parse(source, os.path.dirname(source.path or "") or "/")


def _parsed(texts: list[str], session: Evaluation) -> Iterator[Term]:
    for text in texts:
        with contextlib.suppress(NixrayError):
            yield single(text, session)
