"""`make fuzz`: generate programs and compare nixray with reference Nix for as long as asked.

Prints what differs as ready cases of the corpus, then how the programs ended. Exit status 1 if anything
differed.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
from pathlib import Path

from tests.conftest import reference_program
from tests.differential.fuzzing import as_corpus_case, fuzz, programs_from, smallest
from tests.differential.judging import Difference, Judge
from tests.differential.strategies import FINITE, STRATEGIES


def main(arguments: list[str]) -> int:
    """Run the command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.differential", description=__doc__)
    sorts = sorted([*STRATEGIES, *FINITE])
    parser.add_argument("--programs", choices=sorts, default="language", help="what is generated")
    parser.add_argument("--count", type=int, help="stop after so many programs")
    parser.add_argument("--seconds", type=float, help="stop after so many seconds (default: 60)")
    parser.add_argument("--seed", type=int, help="the same programs for the same seed (default: any)")
    parser.add_argument("--no-shrink", action="store_true", help="show the programs as they were generated")
    parser.add_argument("--most", type=int, default=20, help="stop after so many differences (default: 20)")
    options = parser.parse_args(arguments)
    program = reference_program()
    if program is None:
        print("reference Nix 2.34 is not here; set NIXRAY_REFERENCE", file=sys.stderr)
        return 2
    run_seed = secrets.randbelow(1_000_000) if options.seed is None else options.seed
    most_seconds = options.seconds or (float("inf") if options.count else 60.0)
    print(f"seed {run_seed}", flush=True)
    different: list[Difference] = []

    with tempfile.TemporaryDirectory() as folder:
        judge = Judge(Path(program), Path(folder))

        def report(done: int, found: list[Difference]) -> None:
            for each in found:
                small = each if options.no_shrink else smallest(judge, each)
                different.append(small)
                print(as_corpus_case(small, len(different)), flush=True)
            if sys.stderr.isatty():
                print(f"\r{done} programs, {len(different)} differences", end="", file=sys.stderr, flush=True)
            elif done % 1000 == 0:
                print(f"{done} programs, {len(different)} differences", flush=True)

        def goes_on(done: int, seconds: float) -> bool:
            enough = options.count is not None and done >= options.count
            return not enough and seconds < most_seconds and len(different) < options.most

        try:
            finite = FINITE.get(options.programs)
            programs = finite(run_seed) if finite else programs_from(STRATEGIES[options.programs], run_seed)
            done = fuzz(judge, programs, goes_on, report)
        except KeyboardInterrupt:
            print("interrupted", file=sys.stderr)
            done = judge.counts.total() + len(different)
    print(f"{done} programs of '{options.programs}', seed {run_seed}, {len(different)} differences")
    for kind, number in judge.counts.most_common():
        print(f"{number:8} {kind}")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
