"""A generated program, and how it becomes a case that either evaluator can be asked about."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.corpus.cases import ROOT, Case

FIXTURES = ROOT / "fixtures"
FEATURES = "pipe-operators"
FOLDER = "programs"


@dataclass(frozen=True)
class Program:
    """A source text and the ways in which its value is printed (see tests/corpus/cases.py), in order.
    A way after the first is only tried if the reference finds a value the first way."""

    source: bytes
    prints: tuple[str, ...] = ("lazy", "strict")
    features: str = FEATURES
    args: tuple[str, ...] = ()

    def place(self, root: Path, number: int, print_as: str) -> Case:
        """Write the program below `root`, where it sees the corpus's `fixtures` as a case of the corpus does."""
        name = f"{FOLDER}/p{number}"
        case = Case(name, print=print_as, args=self.args, features=self.features, root=root)
        case.source.write_bytes(self.source)
        return case

    def as_case(self, print_as: str) -> bytes:
        """The text of a file of the corpus with this program in it."""
        fields = {
            "print": print_as if print_as != "strict" else "",
            "features": self.features if self._needs_features() else "",
            "args": " ".join(self.args),
        }
        words = [f'{key}="{value}"' if " " in value else f"{key}={value}" for key, value in fields.items() if value]
        first = f"# nixray: {' '.join(words)}\n".encode() if words else b""
        return first + self.source.rstrip(b"\n") + b"\n"

    def _needs_features(self) -> bool:
        return self.features != FEATURES or b"|>" in self.source or b"<|" in self.source


def make_root(folder: Path) -> Path:
    """A scratch folder laid out as the corpus is: `programs/` for programs, `fixtures` beside it."""
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    if not (folder / "fixtures").exists():
        shutil.copytree(FIXTURES, folder / "fixtures", symlinks=True)
    return folder
