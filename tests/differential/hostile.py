"""Source texts that nobody would write: mutations of real ones, and heaps of tokens and bytes."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from random import Random

from tests.corpus.cases import ROOT
from tests.differential.choices import Choices
from tests.differential.programs import FEATURES, Program

MOST_BYTES = 6000
PIECES = [
    *(bytes([byte]) for byte in b" \n\r\t\0:;,@?.=!+-*/<>&|(){}[]\"$'~#\\^`%\x01\x1b\x7f\x80\xc3\xe9\xff"),
    *(b"${ '' ... // ++ == != <= >= -> |> <| && || /* */ <a> a/b ./. ~/a /a x:x 1.5 1e5 .5 0. ''$ ''\\n ''' \\${ $${ "
      b"9223372036854775808 99999999999999999999999999.5e999 \xef\xbb\xbf \xc3\xa9 \xe2\x80\xa9 \xed\xa0\x80").split(),
    *(b" " + word + b" " for word in b"if then else let in with assert rec inherit or a __curPos import".split()),
    b"a.b.c or ", b"{ x, y ? 1, ... }@z: ", b"inherit (a) b c;", b"\r\n", b"# x\r", b"/**/",
    b"\"a${b}c\"", b"''\n  x\n''",
]  # fmt: skip
_TOKEN = re.compile(rb"[A-Za-z_][\w'-]*|\d+|\s+|\.\.\.|''|\$\{|//|\+\+|==|!=|&&|\|\||->|.", re.DOTALL)
_NESTED = ((b"(", b")"), (b"[", b"]"), (b"{ a = ", b"; }"), (b"\"${", b"}\""), (b"''${", b"}''"), (b"!", b""),
           (b"- ", b""), (b"x: ", b""),
           (b"let a = 1; in ", b""), (b"if 1 then ", b" else 2"), (b"{ x ? ", b" }: x"))  # fmt: skip


@cache
def _texts(folder: Path | None) -> list[bytes]:
    """Real texts to start from: those of the corpus and, if there is one, of a nixpkgs tree."""
    files = sorted(ROOT.rglob("*.nix"))
    if folder is not None:
        files += sorted(folder.glob("lib/*.nix")) + sorted(folder.glob("pkgs/build-support/**/*.nix"))
    return [path.read_bytes() for path in files if path.is_file()]


def hostile_text(random: Random, nixpkgs: Path | None = None) -> bytes:
    """A text of at most a few kilobytes."""
    choices = Choices(random)
    texts = _texts(nixpkgs)
    kind = choices.below(20)
    if kind == 0:
        return bytes(choices.below(256) for _ in range(choices.below(60)))
    if kind < 4:
        return b"".join(choices.some(PIECES, 25))
    text = _slice(choices, choices.pick(texts))
    for _ in range(1 + choices.below(3)):
        text = _mutated(choices, text, texts)
    return text[: 2 * MOST_BYTES]


def hostile_program(random: Random) -> Program:
    """A hostile text as a program that is only parsed."""
    return Program(hostile_text(random), ("parse",), FEATURES)


def _slice(choices: Choices, text: bytes) -> bytes:
    if len(text) <= MOST_BYTES:
        return text
    start = choices.below(len(text) - MOST_BYTES)
    return text[start : start + MOST_BYTES]


def _mutated(choices: Choices, text: bytes, texts: list[bytes]) -> bytes:
    at = choices.below(len(text) + 1)
    sort = choices.below(8)
    if sort == 0:
        return text[:at] + bytes([choices.below(256)]) + text[at + 1 :]
    if sort == 1:
        return text[:at]
    if sort == 2:
        return text[:at] + choices.pick(PIECES) + text[at + choices.below(3) :]
    if sort == 3:
        opening, closing = choices.pick(_NESTED)
        depth = choices.pick((1, 2, 50))
        end = at + choices.below(40)
        return text[:at] + opening * depth + text[at:end] + closing * depth + text[end:]
    tokens = _TOKEN.findall(text)
    first = choices.below(len(tokens) + 1)
    last = first + 1 + choices.below(4)
    if sort == 4:
        return b"".join(tokens[:first] + tokens[last:])
    if sort == 5:
        return b"".join(tokens[:last] + tokens[first:])
    if sort == 6:
        others = _TOKEN.findall(_slice(choices, choices.pick(texts))[:400])
        start = choices.below(len(others) + 1)
        return b"".join(tokens[:first] + others[start : start + 8] + tokens[last:])
    return b"".join([*tokens[:first], b" ", *tokens[first:][::-1]])
