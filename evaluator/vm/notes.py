"""What an error notes, besides frames and texts, on its way out; vm/unwinding.py makes a trace of it, and takes long
to load."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple

    from evaluator.errors import Span
else:
    from evaluator.light import NamedTuple

WITH_SET = 99
"""The operand of a `Context` that means: the `with` whose set was looked at."""

OPERATOR = 98
"""The operand of an error that means: the operator which the variable at the instruction is an operand of."""


class AttributeNote(NamedTuple):
    """The error came from forcing a selected attribute, written at `span`; or, if it is not the `last` of a path, from
    what followed. `names` are those of the whole path if some are computed, None for what gave no name."""

    span: Span | None
    last: bool = True
    names: tuple[str | None, ...] | None = None


class FunctorNote(NamedTuple):
    """The error came from calling a set whose `__functor` is written at `span`."""

    span: Span | None


class CallSite(NamedTuple):
    """The error came from a call that no instruction made; `span` is the place it is told to have."""

    span: Span | None
