"""Hostile input: every text gets an answer or one clear error, the one that the reference gives.

These are samples. The long versions: `make fuzz PROGRAMS=hostile SECONDS=600` against the reference, and
`python -m tests.differential.endurance` for a hundred thousand texts on our own.
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from tests.corpus.cases import Answer
from tests.differential.batches import OurAnswers
from tests.differential.endurance import hostile_programs, run
from tests.differential.judging import Judge
from tests.differential.programs import Program, make_root

SEED = 20
DEPTH = 100_000

ODD: dict[str, bytes] = {
    "nothing": b"",
    "only white space": b" \n\t\r\n",
    "only a comment": b"# x",
    "an open comment": b"1 /* x",
    "NUL alone": b"\0",
    "NUL behind a value": b"1\0",
    "NUL in a string": b'"a\0b"',
    "NUL in an indented string": b"''a\0b''",
    "NUL in a comment": b"1 # \0\n",
    "NUL in an identifier": b"let a\0b = 1; in a",
    "NUL in a path": b"./a\0b",
    "a byte-order mark": b"\xef\xbb\xbf1",
    "a byte-order mark later": b"1 \xef\xbb\xbf",
    "invalid UTF-8 in a string": b'"\xff\xfe\xc3"',
    "invalid UTF-8 in an identifier": b"let \xff = 1; in \xff",
    "invalid UTF-8 in a comment": b"# \xff\n1 + true",
    "UTF-16": '"a"'.encode("utf-16"),
    "CR only": b"let\r  a = 1;\r  # comment\r  b = a + true;\rin b",
    "CR LF": b"let\r\n  a = 1;\r\n  b = a + true;\r\nin b\r\n",
    "CR in a string": b'"a\rb\r\nc"',
    "CR in an indented string": b"''\r\n  a\r\n  b\r''",
    "the largest integer": b"9223372036854775807",
    "a larger integer": b"9223372036854775808",
    "an integer of 10,000 digits": b"9" * 10_000,
    "a float of 10,000 digits": b"1" * 10_000 + b".5",
    "the largest float": b"1.7976931348623157e308",
    "a larger float": b"1.0e309",
    "a float too small": b"1.0e-400",
    "zeros before": b"007 + 0.10",
    "a string of 1 MB": b'builtins.stringLength "' + b"a" * 1_000_000 + b'"',
    "an identifier of 1 MB": b"let " + b"a" * 1_000_000 + b" = 1; in " + b"a" * 1_000_000,
    "10,000 attributes": b"(x: x.a9999) { " + b"".join(b"a%d = %d; " % (n, n) for n in range(10_000)) + b"}",
    "a path of 10,000 attributes": b"({ " + b".".join([b"a"] * 10_000) + b" = 1; } ? b)",
    "a selection of 10,000 attributes": b"{ }." + b".".join([b"a"] * 10_000) + b" or 1",
    "a call with 5,000 arguments": b"(x: x) (y: 2) " + b"1 " * 5_000,
    "5,000 formals": b"({ " + b", ".join(b"a%d ? %d" % (n, n) for n in range(5_000)) + b" }: a7) { }",
    "many unexpected arguments": b"({ a }: a) { a = 1; b = 2; c = 3; }",
    "a chain of 2,000 ++": b"builtins.length ([ 1 ]" + b" ++ [ 1 ]" * 2_000 + b")",
    "a chain of 2,000 //": b"({ a = 1; }" + b" // { b = 1; }" * 2_000 + b")",
    "a chain of 2,000 +": b"1" + b" + 1" * 2_000,
    "a chain of 2,000 string +": b'builtins.stringLength ("a"' + b' + "a"' * 2_000 + b")",
    "a chain of 2,000 &&": b"true" + b" && true" * 2_000,
    "a chain of 2,000 ->": b"true" + b" -> true" * 2_000,
    "2,000 interpolations": b'builtins.stringLength "' + b'${"a"}' * 2_000 + b'"',
}

DEEP: dict[str, tuple[bytes, bytes, bytes]] = {
    "parentheses": (b"(", b"1", b")"),
    "lists": (b"[", b"1", b"]"),
    "sets": (b"{a=", b"1", b";}"),
    "recursive sets": (b"rec{a=", b"1", b";}"),
    "lets": (b"let a=1;in ", b"a", b""),
    "lets inside": (b"let a=", b"1", b";in a"),
    "conditions": (b"if true then ", b"1", b" else 2"),
    "functions": (b"x: ", b"x", b""),
    "called functions": (b"(x: ", b"x", b")1"),
    "strings": (b'"${', b'"a"', b'}"'),
    "indented strings": (b"''${", b'"a"', b"}''"),
    "negations": (b"!", b"true", b""),
    "minus": (b"- ", b"1", b""),
    "withs": (b"with { }; ", b"1", b""),
    "assertions": (b"assert true; ", b"1", b""),
    "selections": (b"", b"{ }", b".a"),
    "alternatives": (b"{ }.a or ", b"1", b""),
    "calls": (b"", b"(x: x)", b" 1"),
    "concatenations": (b"[ ] ++ ", b"[ ]", b""),
    "updates": (b"{ } // ", b"{ }", b""),
    "sums": (b"", b"1", b" + 1"),
    "implications": (b"true -> ", b"true", b""),
    "open brackets": (b"[", b"", b""),
    "open braces": (b"{", b"", b""),
    "open strings": (b'"${', b"", b""),
}


def ours(text: bytes, folder: Path, print_as: str = "strict") -> Answer:
    """What nixray says of a text."""
    return OurAnswers([Program(text).place(make_root(folder), 0, print_as)]).wait()[0]


@pytest.mark.parametrize("seed", range(4))
def test_any_text_has_an_answer(seed: int, tmp_path: Path) -> None:
    """Lexer, parser, resolver and compiler find a value or an error with a place in each of 1,000 texts."""
    wrong, counts = run(list(hostile_programs(SEED + seed, 1_000)), tmp_path)
    assert wrong == []
    assert counts["value"] > 50 and counts["parse"] > 500


def test_verdicts_are_those_of_the_reference(reference: str, tmp_path: Path) -> None:
    """The same trees, and the same errors at the same places, for a sample."""
    judge = Judge(Path(reference), tmp_path)
    programs = list(islice(hostile_programs(SEED, 100), 100))
    assert [(found.program.source, found.text) for found in judge.differences(programs)] == []


def test_odd_texts_end_as_in_the_reference(reference: str, tmp_path: Path) -> None:
    """Odd bytes, line ends, numbers and sizes."""
    judge = Judge(Path(reference), tmp_path)
    names = {text: name for name, text in ODD.items()}
    found = judge.differences(Program(text, ("strict",), "") for text in ODD.values())
    assert {names[each.program.source]: each.text[:300] for each in found} == {}


@pytest.mark.parametrize("shape", DEEP)
def test_deep_text_ends(shape: str, tmp_path: Path) -> None:
    """100,000 levels end in a value or an error."""
    opening, inner, closing = DEEP[shape]
    answer = ours(opening * DEPTH + inner + closing * DEPTH, tmp_path)
    assert answer.error != "crash", answer.message


def test_literal_list_of_50_megabytes(tmp_path: Path) -> None:
    """It is evaluated."""
    text = b"builtins.length [ " + b"123456789 " * 5_000_000 + b"]"
    assert ours(text, tmp_path).value == "5000000"
