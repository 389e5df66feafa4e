"""Hostile texts through our lexer, parser, resolver and compiler alone, a hundred thousand of them.

`python -m tests.differential.endurance --count 100000 --seed 1` runs them in forked children, and prints what
crashed, hung, or ended in anything but a value or an error inside the text. Exit status 1 if any did.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

from tests.corpus.cases import Answer
from tests.differential.batches import OurAnswers
from tests.differential.hostile import hostile_program
from tests.differential.programs import Program, make_root

BATCH = 500


def hostile_programs(seed: int, count: int) -> Iterator[Program]:
    """The same programs for the same seed."""
    for number in range(count):
        yield hostile_program(Random(f"{seed} {number}"))


def fault(answer: Answer) -> str | None:
    """What is wrong with an answer to a hostile text, if anything is."""
    if answer.error == "crash":
        return answer.message
    if answer.error is not None and answer.at is None and answer.message not in _WITHOUT_PLACE:
        return f"no place for: {answer.message}"
    return None


_WITHOUT_PLACE: frozenset[str] = frozenset()


def run(programs: list[Program], folder: Path) -> tuple[list[tuple[Program, str]], Counter[str]]:
    """What is wrong, and how often texts ended in what."""
    root = make_root(folder)
    wrong: list[tuple[Program, str]] = []
    counts: Counter[str] = Counter()
    for start in range(0, len(programs), BATCH):
        batch = programs[start : start + BATCH]
        cases = [program.place(root, number, "parse") for number, program in enumerate(batch)]
        for program, answer in zip(batch, OurAnswers(cases).wait(), strict=True):
            counts[answer.error or "value"] += 1
            found = fault(answer)
            if found:
                wrong.append((program, found))
    return wrong, counts


def main(arguments: list[str]) -> int:
    """Run the command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.differential.endurance", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000, help="how many texts (default: 100000)")
    parser.add_argument("--seed", type=int, default=1, help="the same texts for the same seed (default: 1)")
    options = parser.parse_args(arguments)
    counts: Counter[str] = Counter()
    faults = 0
    begun = time.monotonic()
    programs = hostile_programs(options.seed, options.count)
    with tempfile.TemporaryDirectory() as folder:
        while batch := [program for _, program in zip(range(BATCH * 10), programs, strict=False)]:
            wrong, ended = run(batch, Path(folder))
            counts += ended
            faults += len(wrong)
            for program, text in wrong:
                print(f"{text}\n    {program.source!r}", flush=True)
            print(f"{counts.total()} texts, {faults} faults, {time.monotonic() - begun:.0f} s", flush=True)
    for kind, number in counts.most_common():
        print(f"{number:8} {kind}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
