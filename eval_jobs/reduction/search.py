"""Delta debugging of terms: one change after the other, kept if the program still shows what it must.

Candidates come in an order that does not depend on the number of workers: several are tried at a time,
but the first one in order that holds is taken. What was answered once is kept in a file, so a search
that was ended goes on where it was, and the same search gives the same result.
"""

from __future__ import annotations

import hashlib
import itertools
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from eval_jobs.reduction.candidates import hoisted, inlined, removals, shrunk, unchecked
from eval_jobs.reduction.terms import Term
from eval_jobs.reduction.values import trimmed, valued
from eval_jobs.reduction.verdicts import Verdict

Candidates = Iterator[Term]

_SMALL = 4000
"""Programs below this size get the finer passes."""


class Search:
    """Reduces a term. `cache` is a file for answers; `tell` is called with (size, tests) now and then.
    It ends after `seconds`, or when `most` candidates have been asked for."""

    def __init__(
        self,
        holds: Verdict,
        *,
        workers: int = 2,
        cache: Path | None = None,
        seconds: float | None = None,
        most: int | None = None,
        tell: Callable[[int, int], None] = lambda size, tests: None,
    ) -> None:
        self._holds = holds
        self._workers = workers
        self._tell = tell
        self._answers: dict[str, bool] = {}
        self._cache = cache
        self._end = time.monotonic() + seconds if seconds is not None else None
        self.tests = 0
        self._taken: set[str] = set()
        """Texts that were taken before: a change that leads back to one is none."""
        self._left = most if most is not None else 1 << 60
        if cache is not None and cache.exists():
            for line in cache.read_text().splitlines():
                key, _, answer = line.partition(" ")
                self._answers[key] = answer == "1"

    def reduce(self, term: Term) -> Term:
        """The smallest term found that holds, as `term` does."""
        self._taken.add(term.text)
        with ThreadPoolExecutor(self._workers) as pool:
            while True:
                before = term.text
                for candidates in (unchecked, removals, hoisted):
                    term = self._trim(pool, self._pass(pool, self._trim(pool, term), candidates))
                if term.size < _SMALL:
                    for candidates in (inlined, removals, shrunk, valued):
                        term = self._pass(pool, term, candidates)
                if term.text == before or self._over:
                    return term

    def _trim(self, pool: ThreadPoolExecutor, term: Term) -> Term:
        """Leave out what is not evaluated (any more), all of it at once."""
        found = self._first(pool, trimmed(term))
        if found is None:
            return term
        self._taken.add(found[1].text)
        return found[1]

    @property
    def _over(self) -> bool:
        return self._left <= 0 or (self._end is not None and time.monotonic() > self._end)

    def _pass(self, pool: ThreadPoolExecutor, term: Term, candidates: Callable[[Term], Candidates]) -> Term:
        """Try all candidates of a kind until none holds."""
        skip = 0
        while not self._over:
            found = self._first(pool, itertools.islice(candidates(term), skip, None))
            if found is None:
                if skip == 0:
                    return term
                skip = 0
                continue
            at, term = found
            self._taken.add(term.text)
            if term.size > _SMALL and candidates is not trimmed:
                term = self._trim(pool, term)
            # What did not hold before hardly holds now: go on from here, and round again at the end.
            skip = max(0, skip + at)
            self._tell(term.size, self.tests)
        return term

    def _first(self, pool: ThreadPoolExecutor, candidates: Candidates) -> tuple[int, Term] | None:
        """The first candidate that holds, with its number."""
        numbered = ((number, each) for number, each in enumerate(candidates) if each.text not in self._taken)
        while batch := list(itertools.islice(numbered, self._workers)):
            if self._over:
                return None
            self._left -= len(batch)
            answers = list(pool.map(lambda each: self._test(each[1]), batch))
            for (number, term), answer in zip(batch, answers, strict=True):
                if answer:
                    return number, term
        return None

    def _test(self, term: Term) -> bool:
        text = term.text
        key = hashlib.sha256(f"{self._holds.name}\0{text}".encode("utf-8", "replace")).hexdigest()[:32]
        known = self._answers.get(key)
        if known is None:
            self.tests += 1
            known = self._answers[key] = self._holds(text)
            if self._cache is not None:
                with self._cache.open("a") as stream:
                    stream.write(f"{key} {int(known)}\n")
        return known
