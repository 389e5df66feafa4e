"""Known differences: a file of those that are accepted, each with its reason.

    [[difference]]
    attribute = "python3Packages.*"     # a pattern on the dotted attribute: * and ? and [...]
    class = "drv-differs"               # the verdict it accepts
    reason = "2.8 writes floating point numbers in another way"
    expires = 2027-06-30                # optional: after this day it accepts nothing

An entry has to be true: one whose attributes were compared and do not differ in that way any more is an
unexpected pass, and fails the run as a difference does. So the file never holds more than it must.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from eval_jobs.comparison import Verdict
from eval_jobs.paths import AttrPath, dotted
from evaluator.errors import NixrayError

_KEYS = {"attribute", "class", "reason", "expires"}


class BadKnownDifferences(NixrayError):
    """A file of known differences that cannot be used; the message names file and entry."""


@dataclass(frozen=True, slots=True)
class KnownDifference:
    """One entry. `expires` is the last day on which it accepts anything."""

    attribute: str
    verdict: Verdict
    reason: str
    expires: date | None = None

    def expired(self, today: date) -> bool:
        """Whether it accepts nothing any more."""
        return self.expires is not None and today > self.expires

    def names(self, path: AttrPath) -> bool:
        """Whether an attribute is one of those that it is about."""
        return fnmatchcase(dotted(path), self.attribute)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the entries come to in one run: `accepted` attributes with their entry, entries that are
    `passing` unexpectedly, and those that are `expired` but would have been needed."""

    accepted: dict[AttrPath, KnownDifference]
    passing: list[KnownDifference]
    expired: list[KnownDifference]


def judge(entries: Sequence[KnownDifference], verdicts: Iterable[tuple[AttrPath, Verdict]], today: date) -> Judgement:
    """Hold the entries against the verdicts of a run. An entry none of whose attributes was compared is
    neither right nor wrong."""
    accepted: dict[AttrPath, KnownDifference] = {}
    compared: set[KnownDifference] = set()
    needed: set[KnownDifference] = set()
    for path, verdict in verdicts:
        for entry in entries:
            if entry.names(path):
                compared.add(entry)
                if verdict is entry.verdict:
                    needed.add(entry)
                    if not entry.expired(today):
                        accepted.setdefault(path, entry)
    return Judgement(
        accepted,
        [entry for entry in entries if entry in compared and entry not in needed],
        [entry for entry in entries if entry in needed and entry.expired(today)],
    )


def read_known(file: Path) -> list[KnownDifference]:
    """The entries of a file, in order; raises BadKnownDifferences."""
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadKnownDifferences(f"cannot read '{file}': {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadKnownDifferences(f"'{file}' is not TOML: {error}") from error
    rows = data.pop("difference", [])
    if data or not isinstance(rows, list):
        raise BadKnownDifferences(f"'{file}' may hold nothing but [[difference]] entries")
    return [_entry(row, f"{file}, entry {number}") for number, row in enumerate(rows, 1)]


def _entry(row: Any, where: str) -> KnownDifference:
    match row:
        case {"attribute": str(attribute), "class": str(verdict), "reason": str(reason)} if reason.strip():
            if unknown := set(row) - _KEYS:
                raise BadKnownDifferences(f"{where}: there is no key '{min(unknown)}'")
            expires = row.get("expires")
            if expires is not None and type(expires) is not date:
                raise BadKnownDifferences(f"{where}: 'expires' has to be a date such as 2027-06-30")
            names = [each.value for each in Verdict if not each.agrees]
            if verdict not in names:
                raise BadKnownDifferences(f"{where}: the class '{verdict}' is none of {', '.join(names)}")
            return KnownDifference(attribute, Verdict(verdict), reason, expires)
    raise BadKnownDifferences(f"{where}: 'attribute', 'class' and 'reason' are needed, each a text")
