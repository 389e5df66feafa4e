"""How far nixray agrees with the recorded answers: which cases differ, and in what.

`python -m tests.corpus.agreement [--only GLOB]` prints every difference and the counts per area.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

from tests.corpus.cases import Answer, Case, all_cases
from tests.corpus.ours import ask

_BLANKS = re.compile(" +")
_SUGGESTION = "       Did you mean "
KNOWN_FAILING = Path(__file__).with_name("known-failing.txt")


def difference(expected: Answer, ours: Answer) -> str | None:
    """What tells two answers apart in one line, or None if they agree."""
    if expected.error is None or ours.error is None:
        if expected.value != ours.value:
            return f"wanted {_shown(expected)}, got {_shown(ours)}"
    elif (expected.error, expected.message) != (ours.error, ours.message):
        return f"wanted {_shown(expected)}, got {_shown(ours)}"
    elif expected.position != ours.position:
        return f"wanted the error at {expected.position}, got {ours.position}"
    if expected.stderr != ours.stderr:
        return f"wanted on standard error {list(expected.stderr)}, got {list(ours.stderr)}"
    return _text_difference("", expected.shown, ours.shown) or _text_difference(
        "with --show-trace ", expected.traced, ours.traced
    )


def evened(case: Case, answer: Answer) -> Answer:
    """The answer with runs of blanks in the text of an error as one, if the program has tabs: the spaces that
    stand for a tab depend on how long the path of the corpus is."""
    if answer.error is None or b"\t" not in case.source.read_bytes():
        return answer
    shown, traced = (tuple(map(_evened_line, lines)) for lines in (answer.shown, answer.traced))
    return replace(answer, message=_evened_line(answer.message or ""), shown=shown, traced=traced)


def _evened_line(line: str) -> str:
    return _BLANKS.sub(" ", line)


def _text_difference(how: str, expected: tuple[str, ...], ours: tuple[str, ...]) -> str | None:
    """The first line in which two texts of an error differ. A suggestion where the reference has none is
    no difference."""
    if not expected:  # recorded without it
        return None
    expected = tuple(line for line in expected if not line.startswith("Try 'nix-instantiate --help'"))
    if ours and ours[-1].startswith(_SUGGESTION) and not any(line.startswith(_SUGGESTION) for line in expected):
        ours = ours[:-1]
    for number, (one, other) in enumerate(zip_longest(expected, ours), 1):
        if one != other:
            return f"wanted {how}in line {number} of the error {one!r}, got {other!r}"
    return None


def judge(case: Case) -> str | None:
    """How nixray differs from the recorded answer of a case, or None."""
    expected = Answer.loads(case.answer_file.read_text())
    return difference(evened(case, expected), evened(case, ask(case)))


def known_failing() -> dict[str, str]:
    """The cases that are known to differ, each with the reason."""
    lines = KNOWN_FAILING.read_text().splitlines()
    rows = [line.partition(" ") for line in lines if line and not line.startswith("#")]
    return {name: reason.strip() for name, _, reason in rows}


def _shown(answer: Answer) -> str:
    if answer.error is None:
        return str(answer.value)
    return f"{answer.error} error '{answer.message}'"


def main(arguments: list[str]) -> int:
    """Run the command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.corpus.agreement", description=__doc__)
    parser.add_argument("--only", metavar="GLOB", default="*", help="cases by name, such as 'lists/*'")
    options = parser.parse_args(arguments)
    total: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    for case in all_cases(options.only):
        total[case.area] += 1
        found = judge(case)
        if found:
            failed[case.area] += 1
            print(f"{case.name}: {found}", flush=True)
    for area, count in sorted(total.items()):
        print(f"{area:<20} {count - failed[area]:>5} of {count}")
    print(f"{'all':<20} {total.total() - failed.total():>5} of {total.total()}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
