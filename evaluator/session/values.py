"""Nix values as Python sees them: sets are mappings, lists are sequences, functions can be called.

Integers, floats, booleans and null are Python's own. Looking at anything evaluates it, and only it. All
of it goes back to the session that it came from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, overload


class Position(NamedTuple):
    """A place in a source file; line and column count from 1."""

    file: str
    line: int
    column: int


class NixString(str):
    """A string that depends on store objects. `context` holds the encoded elements: `/nix/store/p` (a
    path), `!out!/nix/store/x.drv` (an output), `=/nix/store/x.drv` (a closure)."""

    context: frozenset[str]

    def __new__(cls, text: str, context: frozenset[str]) -> NixString:
        self = super().__new__(cls, text)
        self.context = context
        return self


class Host(Protocol):
    """What values need of their session. `raw` values are the evaluator's."""

    def names(self, raw: Any) -> list[str]: ...
    def attribute(self, raw: Any, name: str) -> Any: ...
    def position(self, raw: Any, name: str) -> Position | None: ...
    def item(self, raw: Any, index: int) -> Any: ...
    def apply(self, raw: Any, argument: Any) -> Any: ...
    def formals(self, raw: Any) -> dict[str, bool] | None: ...
    def derivation_path(self, raw: Any) -> str | None: ...
    def show(self, raw: Any) -> str: ...


class Value:
    """A value that is not one of Python's own. `raw` is the evaluator's."""

    __slots__ = ("_host", "raw")

    def __init__(self, host: Host, raw: Any) -> None:
        self._host = host
        self.raw = raw

    def __repr__(self) -> str:
        return f"<Nix {self._host.show(self.raw)}>"


class Attrs(Value, Mapping[str, Any]):
    """An attribute set. A name that is not there is a KeyError; an attribute that fails to evaluate raises
    EvalError."""

    __slots__ = ()
    __hash__ = None  # type: ignore[assignment]  # equal mappings are equal, as for dict

    def __getitem__(self, name: str) -> Any:
        return self._host.attribute(self.raw, name)

    def __contains__(self, name: object) -> bool:
        return name in self._host.names(self.raw)

    def __iter__(self) -> Iterator[str]:
        return iter(self._host.names(self.raw))

    def __len__(self) -> int:
        return len(self._host.names(self.raw))

    def position(self, name: str) -> Position | None:
        """Where an attribute was written; None if nobody knows. Raises KeyError."""
        return self._host.position(self.raw, name)

    @property
    def drv_path(self) -> str | None:
        """The store path of its derivation, None for a set that is none."""
        return self._host.derivation_path(self.raw)


class List(Value, Sequence[Any]):
    """A list."""

    __slots__ = ()

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> list[Any]: ...
    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return [self._host.item(self.raw, at) for at in range(*index.indices(len(self)))]
        return self._host.item(self.raw, range(len(self))[index])

    def __len__(self) -> int:
        return len(self.raw)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        return len(self) == len(other) and all(mine == theirs for mine, theirs in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]  # as for list


class Function(Value):
    """A function, or a set that can be called as one (`__functor`)."""

    __slots__ = ()

    def __call__(self, *arguments: Any, **attributes: Any) -> Any:
        """Apply it to the arguments, one after the other; keywords come last, as one set."""
        result: Any = self
        for argument in [*arguments, *([attributes] if attributes or not arguments else [])]:
            if not isinstance(result, Value):
                raise TypeError(f"{result!r} is not a function")
            result = self._host.apply(result.raw, argument)
        return result

    @property
    def formals(self) -> dict[str, bool] | None:
        """The names of its set pattern, each with whether it has a default; None if it takes anything."""
        return self._host.formals(self.raw)
