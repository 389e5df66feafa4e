"""A run of the fuzzer: programs from a seed on, judged in batches, differences made small."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import count, islice

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.differential.judging import Difference, Judge
from tests.differential.programs import Program
from tests.differential.reduction import reduce

BATCH = 100
ROUND = 500
"""Programs that one Hypothesis run generates; its seed is the run's seed plus the number of the round."""


def programs_from(strategy: st.SearchStrategy[Program], first_seed: int) -> Iterator[Program]:
    """Programs without end, no text twice; the same ones for the same seed."""
    seen: set[bytes] = set()
    for number in count():
        for program in _round(strategy, first_seed * 100_000 + number):
            if program.source not in seen:
                seen.add(program.source)
                yield program


def _round(strategy: st.SearchStrategy[Program], round_seed: int) -> list[Program]:
    found: list[Program] = []

    @seed(round_seed)
    @settings(
        max_examples=ROUND,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(program: Program) -> None:
        found.append(program)

    collect()
    return found


def fuzz(
    judge: Judge,
    programs: Iterator[Program],
    goes_on: Callable[[int, float], bool],
    report: Callable[[int, list[Difference]], None],
) -> int:
    """Judge programs in batches while there are any and `goes_on` says so of their number and the seconds so far; tells
    `report` of each batch. Returns the number of programs judged."""
    begun = time.monotonic()
    done = 0
    while goes_on(done, time.monotonic() - begun):
        batch = list(islice(programs, BATCH))
        if not batch:
            break
        found = judge.differences(batch)
        done += len(batch)
        report(done, found)
    return done


def smallest(judge: Judge, found: Difference) -> Difference:
    """The difference, shown by as small a program as can be found."""

    def ask(tries: list[Difference]) -> list[Difference]:
        return judge.differences(replaced.program for replaced in tries)

    silent = judge.counts.copy()
    only = Program(found.program.source, (found.print_as,), found.program.features, found.program.args)
    small = reduce(Difference(only, found.print_as, found.expected, found.ours), ask)
    judge.counts = silent
    return small


def as_corpus_case(found: Difference, number: int) -> str:
    """A difference as text: what differs, and the commands that make it a case of the corpus."""
    text = found.program.as_case(found.print_as).decode("utf-8", "backslashreplace")
    name = f"errors/found-{number}"
    return (
        f"--- {found.print_as}: {found.text}\n"
        f"cat > corpus/language/{name}.nix <<'END'\n{text}END\n"
        f".venv/bin/python -m tests.corpus.record --only {name}\n"
    )
