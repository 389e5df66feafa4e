"""Places as values: the sets that `__curPos` and `unsafeGetAttrPos` give. As in the reference the line and the
column are not computed before somebody wants them, which shows when such a set is printed.
"""

from __future__ import annotations

from evaluator.values import AttrSet, Builtin, Thunk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def position_set(path: str, line: int, column: int) -> AttrSet:
    """The value for a place in a file; lines and columns count from 1."""
    return AttrSet({"file": path, "line": Thunk(_NUMBER, (line,)), "column": Thunk(_NUMBER, (column,))}, None)


def position_in(place: AttrSet) -> tuple[int, int]:
    """The line and column of such a value."""
    return _number(place.d["line"]), _number(place.d["column"])


def _number(thunk: Any) -> int:
    return int(thunk.value if thunk.finished else thunk.environment[0])


def _itself(number: int) -> int:
    return number


_NUMBER = Builtin("place", 1, _itself)
