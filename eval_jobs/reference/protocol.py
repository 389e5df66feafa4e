"""What every reference adapter offers, and how it fails."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator, Sequence
from typing import Protocol

from eval_jobs.paths import AttrPath
from eval_jobs.results import Record
from evaluator.errors import NixrayError


class ReferenceFailed(NixrayError):
    """The reference itself cannot be used: absent, dying, or answering with something else.

    This is a failure of the harness and never of an attribute.
    """


def command_words(text: str) -> list[str]:
    """The words of a command line whose program is there; raises ReferenceFailed."""
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise ReferenceFailed(f"'{text}' is no command: {error}") from error
    if not words or shutil.which(words[0]) is None:
        raise ReferenceFailed(f"there is no reference program '{words[0] if words else text}'")
    return words


class Reference(Protocol):
    """One evaluator to compare with."""

    @property
    def name(self) -> str:
        """What reports call it."""

    def answers(self, paths: Sequence[AttrPath]) -> Iterator[Record]:
        """One record for each path, in any order; raises ReferenceFailed when there can be none."""
