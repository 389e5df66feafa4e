"""Named tuples and enumerations that load quickly. `typing` and `enum`, with what they load in turn, take as long
as the rest of a short evaluation, and so does making classes with them.

Checkers of types see the originals:

    TYPE_CHECKING = False
    if TYPE_CHECKING:
        from typing import NamedTuple
    else:
        from evaluator.light import NamedTuple
"""

from __future__ import annotations

from _collections import _tuplegetter  # type: ignore[import-not-found]  # what `collections.namedtuple` uses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any


class _NamedTupleClass(type):
    """Makes the annotated names of a class body the fields of its tuples, values of the body their defaults."""

    def __new__(meta, name: str, bases: tuple[type, ...], members: dict[str, Any]) -> Any:
        fields = tuple(members.get("__annotations__", ()))
        defaults = {field: members.pop(field) for field in fields if field in members}
        for position, field in enumerate(fields):
            members[field] = _tuplegetter(position, f"Alias for field number {position}")
        last = tuple(defaults.values())  # the fields without a default come first
        members.update(__slots__=(), __match_args__=fields, _fields=fields, _field_defaults=defaults, _last=last)
        return type.__new__(meta, name, bases, members)


class NamedTuple(tuple, metaclass=_NamedTupleClass):  # type: ignore[type-arg]
    """What `typing.NamedTuple` is, but for keyword arguments to the class itself."""

    _fields: tuple[str, ...]
    _field_defaults: dict[str, Any]
    _last: tuple[Any, ...]
    """The defaults alone."""

    def __new__(cls, *values: Any, **named: Any) -> Any:
        missing = len(cls._fields) - len(values)
        if named or missing < 0 or missing > len(cls._last):
            values = _filled(cls, values, named)
        elif missing:
            values += cls._last[-missing:]
        return tuple.__new__(cls, values)

    @classmethod
    def _make(cls, values: Iterable[Any]) -> Any:
        return cls(*values)

    def _replace(self, **changes: Any) -> Any:
        return type(self)(**{**self._asdict(), **changes})

    def _asdict(self) -> dict[str, Any]:
        return dict(zip(self._fields, self, strict=True))

    def __getnewargs__(self) -> tuple[Any, ...]:
        return tuple(self)

    def __repr__(self) -> str:
        shown = ", ".join(f"{field}={value!r}" for field, value in self._asdict().items())
        return f"{type(self).__name__}({shown})"


NamedTuple._fields = NamedTuple._last = ()


def _filled(cls: Any, values: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
    """All fields of a tuple, from arguments by position and by name, and from defaults."""
    given = {**dict(zip(cls._fields, values, strict=False)), **named}
    missing = [field for field in cls._fields if field not in given and field not in cls._field_defaults]
    if missing or len(values) > len(cls._fields) or len(given) != len(values) + len(named):
        raise TypeError(f"{cls.__name__}() takes the arguments {', '.join(cls._fields)}")
    if not given.keys() <= set(cls._fields):
        raise TypeError(f"{cls.__name__}() has no field '{next(iter(given.keys() - set(cls._fields)))}'")
    return tuple(given[field] if field in given else cls._field_defaults[field] for field in cls._fields)


class _EnumClass(type):
    """Makes the values in a class body members."""

    _members: dict[Any, Any]

    def __new__(meta, name: str, bases: tuple[type, ...], members: dict[str, Any]) -> Any:
        made = type.__new__(meta, name, bases, members)
        made._members = {}
        for key, value in members.items():
            if not key.startswith("_") and isinstance(value, str):
                member: Any = object.__new__(made)  # type: ignore[arg-type]
                member.name, member.value = key, value
                made._members[value] = member
                setattr(made, key, member)
        return made

    def __call__(cls, value: object) -> Any:
        if value in cls._members:
            return cls._members[value]
        if type(value) is cls:
            return value
        raise ValueError(f"{value!r} is not a valid {cls.__name__}")

    def __iter__(cls) -> Iterator[Any]:
        return iter(cls._members.values())

    def __len__(cls) -> int:
        return len(cls._members)


class Enum(metaclass=_EnumClass):
    """What `enum.Enum` is, for members that are texts."""

    name: str
    value: str

    def __repr__(self) -> str:
        return f"<{type(self).__name__}.{self.name}: {self.value!r}>"

    def __str__(self) -> str:
        return f"{type(self).__name__}.{self.name}"

    def __reduce__(self) -> Any:
        return type(self), (self.value,)

    def __copy__(self) -> Any:
        return self

    def __deepcopy__(self, memo: Any) -> Any:
        return self
