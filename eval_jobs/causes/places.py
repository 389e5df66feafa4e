"""Where in our source a variable of a derivation was written.

The attribute is evaluated again with an ear at `derivationStrict`: the set it is given knows where each
of its attributes was defined.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eval_jobs.causes.our_store import root_value, session_for
from eval_jobs.paths import AttrPath
from eval_jobs.root import Root
from eval_jobs.texts import byte_text, unicode_text
from evaluator.errors import NixrayError
from evaluator.vm import origins


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a source file, 1-based, and the text of its line."""

    file: str
    line: int
    column: int
    text: str


def variable_places(root: Root, wanted: Mapping[AttrPath, list[tuple[str, str]]]) -> dict[tuple[str, str], Place]:
    """The places of `(drv path, variable)` pairs, each asked for below an attribute that needs the
    derivation. What has no place, such as an attribute computed by listToAttrs, is left out."""
    found: dict[tuple[str, str], Place] = {}
    if not wanted:
        return found
    session = session_for(root)
    variables: dict[str, list[str]] = {}
    for pairs in wanted.values():
        for drv_path, variable in pairs:
            variables.setdefault(drv_path, []).append(variable)

    def listen(drv_path: str, attrs: Any) -> None:
        for variable in variables.get(drv_path, ()):
            place = _place(attrs, variable)
            if place is not None:
                found[drv_path, variable] = place

    def work() -> None:
        value, arguments = root_value(session, root)
        for path in wanted:
            try:
                session.drv_path(session.select_path(value, [byte_text(part) for part in path], arguments))
            except NixrayError:
                continue  # it did evaluate before; then there is no place to tell

    session.made = listen
    session.run(work)
    return found


def _place(attrs: Any, name: str) -> Place | None:
    at = origins.position(attrs, name)
    if at is None:
        return None
    source, offset = at
    line, column = source.line_column(offset)
    return Place(unicode_text(source.shown), line, column, unicode_text(source.line_text(line)).strip())
