"""The judge: runs programs on both evaluators and says where they differ.

A difference that a batch shows is confirmed alone, so that nothing is blamed on a program that its
neighbours caused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from tests.corpus import agreement
from tests.corpus.cases import Answer, Case
from tests.differential.batches import OurAnswers, ask_reference, reference_answers
from tests.differential.programs import Program, make_root

OUT_OF_MEMORY = (
    "MemoryError: ",
    "out of memory",
    "the process ended with status -6",
    "the process ended with status 1",
)
"""How our process ends at the limit of its memory (batches.py): the last two when there is none for a thunk. Nothing
else ends it with status 1."""
INTERRUPTED = "interrupted by the user"


def neither_ends(expected: Answer, ours: Answer) -> bool:
    """Whether both were stopped by the time or at the limit of their memory."""
    endless = expected.error == "timeout" or expected.message in OUT_OF_MEMORY
    return endless and (ours.message == INTERRUPTED or ours.message in OUT_OF_MEMORY)


EXPLAINED: dict[str, Callable[[Answer, Answer], bool]] = {
    "the reference crashes": lambda expected, ours: expected.error == "crash" and ours.error not in ("crash", None),
    "neither ends": neither_ends,
    # The reference gives no kinds: what fails while the message of `throw` is made looks like that message.
    "what fails in the message of `throw`": lambda expected, ours: (
        expected.error == "throw" and difference(replace(expected, error=ours.error), ours) is None
    ),
    "the C stack of the reference ends first": lambda expected, ours: (
        expected.message == "stack overflow (possible infinite recursion)" and ours.error != "crash"
    ),
}
"""Why two answers may differ: a reason, and when it holds of what was expected and what we said."""
_EXPRESSIONS = re.compile(rb"\b(match|split)\b")
"""What may take the reference very long: its regular expressions try one way after the other."""
_BLANKS = re.compile(r"[\t ]+")
_DROPPED = re.compile("[\r\a]")


@dataclass(frozen=True)
class Difference:
    """A program of which the evaluators say different things, printed one way."""

    program: Program
    print_as: str
    expected: Answer
    ours: Answer

    @property
    def text(self) -> str:
        """What differs, in one line."""
        return difference(self.expected, self.ours) or "nothing"

    @property
    def sort(self) -> tuple[str, ...]:
        """What sort of difference it is; shrinking keeps to that."""
        return (self.print_as, *_sort(self.expected, self.ours))


def difference(expected: Answer, ours: Answer) -> str | None:
    """What tells two answers apart, if anything does. The reference turns tabs of a message into spaces
    up to some column of its whole output, and drops carriage returns."""
    return agreement.difference(_blank(expected), _blank(ours))


def _blank(answer: Answer) -> Answer:
    message = None if answer.message is None else _plain(answer.message)
    # Excerpts are the corpus' business: theirs hold what no text can, bytes and control characters as they are.
    return replace(answer, message=message, stderr=tuple(map(_plain, answer.stderr)), shown=(), traced=())


def _plain(text: str) -> str:
    return _BLANKS.sub(" ", _DROPPED.sub("", text)).rstrip()


def _sort(expected: Answer, ours: Answer) -> tuple[str, ...]:
    kinds = (expected.error or "value", ours.error or "value")
    if kinds == ("value", "value"):
        return (*kinds, "printed" if expected.value != ours.value else "stderr")
    if expected.message != ours.message:
        return (*kinds, "message")
    return (*kinds, "position" if expected.position != ours.position else "stderr")


class Judge:
    """Asks both evaluators; `counts` says how programs ended, by kind of outcome."""

    def __init__(self, binary: Path, folder: Path) -> None:
        self.binary = binary
        self.root = make_root(folder / "a" / "b" / "root")
        self.state = folder / "state"
        self.counts: Counter[str] = Counter()

    def differences(self, programs: Iterable[Program]) -> list[Difference]:
        """Where they differ; at most one difference for each program."""
        groups: dict[tuple[object, ...], list[Program]] = {}
        for program in programs:
            groups.setdefault((program.prints, program.features, program.args), []).append(program)
        found: list[Difference] = []
        for group in groups.values():
            found += self._group(group)
        return found

    def _group(self, programs: list[Program]) -> list[Difference]:
        """The differences among programs that are asked about alike."""
        found: list[Difference] = []
        left = list(enumerate(programs))
        for print_as in programs[0].prints:
            last = print_as == programs[0].prints[-1]
            cases = [program.place(self.root, number, print_as) for number, program in left]
            running = OurAnswers(cases)
            theirs = list(reference_answers(self.binary, cases, self.state))
            ours = running.wait()
            remaining = []
            for (number, program), case, expected, said in zip(left, cases, theirs, ours, strict=True):
                if neither_ends(expected, said):  # to wait again would tell no more
                    self.counts["neither ends"] += 1
                    continue
                if difference(expected, said) is not None:
                    different = self._alone(program, case)
                    if different:
                        found.append(different)
                        continue
                if expected.error is not None or last:
                    self.counts[expected.error or "value"] += 1
                else:
                    remaining.append((number, program))
            left = remaining
        return found

    def _alone(self, program: Program, case: Case) -> Difference | None:
        """The difference of one program in processes of its own, unless there is none or it is explained."""
        expected = ask_reference(self.binary, case, self.state)
        ours = OurAnswers([case]).wait()[0]
        if difference(expected, ours) is None:
            self.counts["alike only alone"] += 1
            return None
        if expected.error == "timeout" and _EXPRESSIONS.search(program.source):
            self.counts["the reference's regular expressions find no end"] += 1
            return None
        for reason, holds in EXPLAINED.items():
            if holds(expected, ours):
                self.counts[reason] += 1
                return None
        return Difference(program, case.print, expected, ours)
