"""A case of the language corpus: a `.nix` file, its options, and the recorded answer beside it.

`Case` is one program. Its first line may say how it is run:

    # nixray: print=lazy args="--arg n 1" features=pipe-operators env="A=b" as=expression

`print` is strict (the default), lazy, json, xml, xml-positions, raw, parse or instantiate. `args`
are further options of nix-instantiate, `features` experimental features, `env` variables. `as` says
how the program is handed over: as a file (the default), an expression (-E), or on standard input.

`Answer` is what the reference said: a printed value, or an error with its kind, the first line of
its message, its position and its trace. Bytes that are not UTF-8 are kept by surrogate escapes.
`$CORPUS` stands for the folder of the corpus, wherever it is.
"""

from __future__ import annotations

import fnmatch
import json
import os
import shlex
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2] / "corpus" / "language"
PREFIX = b"# nixray: "

PRINT_OPTIONS: dict[str, list[str]] = {
    "strict": ["--eval", "--strict"],
    "lazy": ["--eval"],
    "json": ["--eval", "--strict", "--json"],
    "xml": ["--eval", "--strict", "--xml", "--no-location"],
    "xml-positions": ["--eval", "--strict", "--xml"],
    "raw": ["--eval", "--raw"],
    "parse": ["--parse"],
    "instantiate": [],
}
GIVEN_AS = ("file", "expression", "stdin")


@dataclass(frozen=True)
class Case:
    """One program: `name` is its path below `root`, the corpus, without `.nix`."""

    name: str
    print: str = "strict"
    args: tuple[str, ...] = ()
    features: str = ""
    given_as: str = "file"
    env: dict[str, str] = field(default_factory=dict)
    root: Path = ROOT

    @property
    def area(self) -> str:
        """The first folder, by which counts are shown."""
        return self.name.split("/")[0]

    @property
    def source(self) -> Path:
        """The file of the program."""
        return self.root / f"{self.name}.nix"

    @property
    def answer_file(self) -> Path:
        """The file of the recorded answer."""
        return self.root / f"{self.name}.expected"

    @property
    def options(self) -> list[str]:
        """The options that make nix-instantiate (or nixray) print this case."""
        features = ["--extra-experimental-features", self.features] if self.features else []
        return [*PRINT_OPTIONS[self.print], *features, *self.args]

    @property
    def program(self) -> list[str]:
        """The words that hand the program over, in the folder of the corpus."""
        if self.given_as == "expression":
            return ["-E", os.fsdecode(self.source.read_bytes())]
        return ["-"] if self.given_as == "stdin" else [f"{self.name}.nix"]


def load(path: Path) -> Case:
    """The case in a `.nix` file; a wrong first line raises ValueError naming the file."""
    name = path.relative_to(ROOT).with_suffix("").as_posix()
    with path.open("rb") as file:
        first = file.readline()
    fields = directive(first.decode(), str(path)) if first.startswith(PREFIX) else {}
    return Case(
        name,
        print=fields.get("print", "strict"),
        args=tuple(shlex.split(fields.get("args", ""))),
        features=fields.get("features", ""),
        given_as=fields.get("as", "file"),
        env=_pairs(shlex.split(fields.get("env", ""))),
    )


def directive(line: str, where: str) -> dict[str, str]:
    """The fields of a first line that says how to run a case. Raises ValueError naming `where`."""
    fields = _pairs(shlex.split(line.removeprefix(PREFIX.decode())))
    unknown = fields.keys() - {"print", "args", "features", "env", "as"}
    known_words = fields.get("print", "strict") in PRINT_OPTIONS and fields.get("as", "file") in GIVEN_AS
    if unknown or not known_words:
        raise ValueError(f"{where}: wrong first line")
    return fields


def _pairs(words: list[str]) -> dict[str, str]:
    return dict(word.partition("=")[::2] for word in words)


def all_cases(pattern: str = "*") -> list[Case]:
    """Every case whose name matches the glob, sorted; what lies in a `fixtures` folder is no case."""
    paths = sorted(path for path in ROOT.rglob("*.nix") if "fixtures" not in path.parts)
    found = [load(path) for path in paths]
    return [case for case in found if fnmatch.fnmatchcase(case.name, pattern)]


@dataclass(frozen=True)
class Answer:
    """What an evaluator said. Either `value` is set, or `error` (a kind) and `message`.

    `at` is the `file:line:column` the message itself points to; `trace` the steps that led there,
    outermost first, as `text (file:line:column)`. `stderr` are the lines that trace and warn wrote.
    `shown` and `traced` are the whole text of the error, without and with --show-trace. `differs` maps an
    older version to its value or message where that is another one.
    """

    value: str | None = None
    error: str | None = None
    message: str | None = None
    at: str | None = None
    trace: tuple[str, ...] = ()
    stderr: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    traced: tuple[str, ...] = ()
    differs: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def verdict(self) -> dict[str, str]:
        """The part that versions are compared by: the value, or the message."""
        if self.value is not None:
            return {"value": self.value}
        return {"message": self.message or ""}

    @property
    def position(self) -> str | None:
        """Where the user is pointed to: `at`, else the innermost step of the trace that has a place."""
        if self.at is not None:
            return self.at
        for step in reversed(self.trace):
            if step.endswith(")") and " (" in step:
                place = step.rsplit(" (", 1)[1][:-1]
                if place.count(":") == 2:
                    return place
        return None

    def dumps(self) -> str:
        """The text of a `.expected` file: JSON, one line per fact."""
        filled: dict[str, Any] = {key: fact for key, fact in vars(self).items() if fact not in (None, (), {})}
        return json.dumps(filled, indent=1) + "\n"

    @classmethod
    def loads(cls, text: str) -> Answer:
        """The answer in a `.expected` file."""
        fields = json.loads(text)
        for key in ("trace", "stderr", "shown", "traced"):
            fields[key] = tuple(fields.get(key, ()))
        return cls(**fields)
