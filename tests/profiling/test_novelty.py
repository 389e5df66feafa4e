"""What happens for the first time is noted once, and is what the code says."""

from __future__ import annotations

import contextlib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from eval_jobs.exercise import Errors
from eval_jobs.reduction.verdicts import in_child
from evaluator.bytecode.disassembler import instructions
from evaluator.bytecode.opcodes import TABLE
from evaluator.errors import NixrayError, Source
from evaluator.evaluation import Evaluation
from evaluator.profiling import novelty
from evaluator.vm import hooks
from tests.conftest import ROOT

CASES = sorted((ROOT / "corpus" / "language").rglob("*.nix"))


def noted(*texts: bytes) -> list[Any]:
    """What evaluating each text does for the first time, in a process of its own: pairs of instructions, calls,
    texts that branches taken begin with. At the end, all pairs that there are in code that was entered."""

    def work() -> list[Any]:
        session = Evaluation()
        codes: list[Any] = []
        session.listener = codes.append
        hooks.watch(Errors())
        novelty.start()
        found: list[Any] = []

        def evaluate() -> None:
            for text in texts:
                source = Source(None, "«test»", text)
                with contextlib.suppress(NixrayError):
                    session.force_deep(session.eval_source(source, str(ROOT)))
                pairs, calls, branches = novelty.drain()
                places = [code.span(pc)[:2] for code, pc in branches]
                found.append([pairs, calls, [text[start:end].decode() for start, end in places]])
            found.append(sorted({pair for code in codes for pair in pairs_in(code)}))

        session.run(evaluate)
        return found

    answer = in_child(work, 60)
    assert answer is not None
    return list(answer)


def pairs_in(code: Any) -> set[tuple[int, int]]:
    """Opcodes that may follow one another in a code, TRAPs apart."""
    numbers = {row.name: number for number, row in enumerate(TABLE)}
    found = [each for each in instructions(code) if each.name not in ("TRAP", "BREAK")]
    after = {each.pc: following.name for each, following in pairwise(found)}
    starts = [each.pc for each in found]
    pairs = set()
    for each in found:
        followers = [after[each.pc]] if each.pc in after else []
        if each.name == "JUMP":
            target = each.operands[0][1]
            followers = [next(other.name for other, pc in zip(found, starts, strict=True) if pc >= target)]
        pairs |= {(numbers[each.name], numbers[name]) for name in followers}
    return pairs


def test_calls_are_told_apart_by_the_sorts_of_their_arguments() -> None:
    """As the builtin leaves them: what it does not force stays delayed."""
    first, again, other, _ = noted(
        b'builtins.substring 0 1 "ab"', b'builtins.substring 0 2 "cd"', b'builtins.substring 1 (-1) ""'
    )
    assert first[1] == [["substring", ["zero", "positive", "string"]]]
    assert again[1] == [] and other[1] == [["substring", ["positive", "negative", "empty string"]]]
    delayed, _ = noted(b"builtins.length [ (throw 1) ] + builtins.seq 1 (x: x) 2")
    assert ["length", ["list of one"]] in delayed[1]


def test_every_sort_of_value_has_its_name() -> None:
    """The names of sorts are in step with the machine's types."""
    values = 'null false true 0 1 (-1) 0.5 "" "a" "ä" "${./tests}" ./. [] [1] [1 2] {} {a=1;} (x: x) map (map 1)'
    texts = [f"builtins.typeOf {value}".encode() for value in _split(values)]
    found = noted(*texts)[:-1]
    sorts = [sorts[0] for _, calls, _ in found for name, sorts in calls if name == "typeOf"]
    assert sorts == list(novelty.SORTS[1:21])


def _split(text: str) -> list[str]:
    words: list[str] = []
    for word in text.split(" "):
        if words and words[-1].count("(") + words[-1].count("[") > words[-1].count(")") + words[-1].count("]"):
            words[-1] += " " + word
        else:
            words.append(word)
    return words


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        (b"if 1 == 1 then map else import", ["map"]),
        (b"if 1 == 2 then map else import", ["import"]),
        (b"1 == 1 && 2 == 2", ["2 == 2"]),
        (b"1 == 2 && 2 == 2", []),
        (b"{ a = 1; }.b or (1 + 1)", ["1 + 1"]),
        (b"let f = x: if x then map else import; in [ (f true) (f true) (f false) ]", ["map", "import"]),
    ],
)
def test_a_branch_is_noted_when_it_is_first_taken(text: bytes, taken: list[str]) -> None:
    """By where it begins."""
    first, again, _ = noted(text, text)
    assert [branch for branch in first[2] if branch in taken] == taken
    # The same text again is another code.
    assert first[0] and not again[0]


def test_pairs_of_instructions_are_those_of_the_code() -> None:
    """For every program of the corpus that is no error: nothing is noted that is not in the bytecode."""
    cases = [path for path in CASES if "recursion" not in path.parts and "break" not in path.parts][::3]
    *found, all_pairs = noted(*(Path(path).read_bytes() for path in cases))
    seen = {tuple(pair) for pairs, _, _ in found for pair in pairs}
    assert len(seen) > 150
    assert seen <= {tuple(pair) for pair in all_pairs}
