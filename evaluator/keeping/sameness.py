"""Whether an argument is what it was: a value of an evaluation before compared with one of now.

What the old value has evaluated is compared, and evaluated in the new one too; what is pending in it nobody has asked
for, so whatever the new one has in that place will do. Functions are the same if they have the same code and the same
environment, by the same rules. The comparison may assume what it is about to show, so circles do no harm.
"""

from __future__ import annotations

from evaluator.values import AttrSet, Closure, ContextString, Env, PartialCall, Path, Thunk
from evaluator.vm import origins
from evaluator.vm.forcing import force

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from evaluator.errors import Source

MOST = 20_000
"""So many pairs are looked at: larger arguments would take longer to compare than they save."""
_MOST_PLACES = 200
"""So many attributes may be written somewhere else."""


def stand_ins(old: Any, new: Any, alive: Callable[[int], bool]) -> list[tuple[Thunk, Any]] | None:
    """None unless what is evaluated in `old` is the same in `new`; else what is pending in `old`, each with what `new`
    has in its place. `alive` tells by its number which owner is kept as it is: what is pending there must be the
    very same. Raises what evaluating `new` raises."""
    found: list[tuple[Thunk, Any]] = []
    pairs: list[tuple[Any, Any]] = [(old, new)]
    seen: dict[tuple[int, int], tuple[Any, Any]] = {}
    while pairs:
        old, new = pairs.pop()
        old = _settled(old)
        if old is new:
            continue
        if type(old) is Thunk:
            if old is _settled(new):
                continue
            if old.running or alive(owner_of(old)):
                return None
            found.append((old, new))
            continue
        if type(old) is not Env:
            new = force(new)
        if old is new or (id(old), id(new)) in seen:
            continue
        # The values are held, or others would get their addresses.
        seen[id(old), id(new)] = (old, new)
        inside = None if len(seen) > MOST or type(old) is not type(new) else _inside(old, new)
        if inside is None:
            return None
        pairs += inside
    return found


def owner_of(thunk: Thunk) -> int:
    """The number of the owner of a pending thunk."""
    if thunk.environment is None:
        code: Any = thunk.pending_code
        return int(code.program.owner)
    return thunk.made_for


def _settled(value: Any) -> Any:
    """The value of a finished thunk; of one that follows others, the last of them."""
    while type(value) is Thunk:
        if value.finished:
            return value.value
        if type(value.pending_code) is not Thunk or value.environment is not None:
            return value
        value = value.pending_code
    return value


def _inside(old: Any, new: Any) -> list[tuple[Any, Any]] | None:
    """The pairs that have to be the same for two values of a type to be; None if they are not."""
    kind = type(old)
    if kind is AttrSet:
        if set(old.d) != set(new.d) or not (old.origin is new.origin or _same_places(old, new)):
            return None
        return [(old.d[name], new.d[name]) for name in reversed(old.d.keys())]
    if kind is tuple:
        return list(zip(old, new, strict=True))[::-1] if len(old) == len(new) else None
    if kind is Closure:
        same = old.function_code is new.function_code
        return [(old.environment, new.environment)] if same else None
    if kind is Env:
        mine, others = old.contents, new.contents
        if len(mine) != len(others) or any((a is ...) != (b is ...) for a, b in zip(mine, others, strict=True)):
            return None
        return [(old.parent, new.parent), *zip(mine, others, strict=True)]
    if kind is PartialCall:
        return [(old.function, new.function), (old.args, new.args)]
    if kind is Path:
        return [] if old.path == new.path else None
    if kind is ContextString:
        return [] if old.s == new.s and old.context == new.context else None
    if kind is float:
        return [] if repr(old) == repr(new) else None
    if kind in (str, int, bool, type(None)):
        return [] if old == new else None
    return None


def _same_places(old: AttrSet, new: AttrSet) -> bool:
    """Whether the attributes of two sets were written in the same places, between the same lines."""
    return len(old.d) <= _MOST_PLACES and all(
        _same_place(origins.position(old, name), origins.position(new, name)) for name in old.d
    )


def _same_place(old: Any, new: Any) -> bool:
    if old is None or new is None or old[0] is new[0]:
        return bool(old == new)
    return bool(_around(*old) == _around(*new))


def _around(source: Source, offset: int) -> Any:
    """A place, and the lines that an error shows with it."""
    line, column = source.line_column(offset)
    return source.shown, line, column, source.text.split(b"\n")[max(line - 2, 0) : line + 1]
