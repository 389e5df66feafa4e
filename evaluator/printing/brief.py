"""A value as error messages show it: short, and without forcing anything.

Limits are the reference's: ten attributes and ten list items in all, ten levels, 1024 bytes of a string.
"""

from __future__ import annotations

from evaluator.errors import EvalError, Kind
from evaluator.printing.literals import attribute_name, quoted, scalar
from evaluator.values import AttrSet, Builtin, ContextString, Merge, PartialCall, Thunk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MAX_ATTRIBUTES = 10
MAX_ITEMS = 10
MAX_DEPTH = 10
MAX_STRING = 1024


def brief(value: Any) -> str:
    """The text of a value or thunk within the limits (latin-1)."""
    return _Printer(MAX_ATTRIBUTES, MAX_ITEMS, MAX_DEPTH, MAX_STRING).show(value, 0)


def full(value: Any, levels: int) -> str:
    """The same without limits, as `builtins.trace` prints its argument. Raises EvalError (call depth) if the
    value is nested deeper than so many `levels`, since every one counts as a call."""
    unlimited = 1 << 62
    printer = _Printer(unlimited, unlimited, unlimited, unlimited)
    printer.levels = levels
    return printer.show(value, 0)


class _Printer:
    """One message's value: counts what has been shown, and which sets."""

    def __init__(self, attributes: int, items: int, depth: int, string: int) -> None:
        self.attributes = attributes
        self.items = items
        self.depth = depth
        self.string = string
        self.levels = depth
        self.seen: set[int] = set()

    def show(self, value: Any, depth: int) -> str:
        if depth > self.levels:
            raise EvalError(Kind.CALL_DEPTH, "stack overflow; max-call-depth exceeded")
        holder = value
        if type(value) is Thunk:
            if not value.finished:
                return _mark("«potential infinite recursion»" if value.running else "«thunk»")
            value = value.value
        if type(value) is AttrSet:
            return self.set(value, depth)
        if type(value) is tuple:
            return self.list(value, holder, depth)
        if type(value) in (str, ContextString):
            return self.text(value if type(value) is str else value.s)
        return scalar(value) or _function(value)

    def text(self, text: str) -> str:
        if len(text) <= self.string:
            return quoted(text)
        return f"{quoted(text[: self.string])} {_elided(len(text) - self.string, 'byte')}"

    def set(self, attrs: AttrSet, depth: int) -> str:
        # All empty sets are one to the reference, but for those that something was taken out of.
        key = id(attrs) if attrs.d or _emptied(attrs) else 0
        if key in self.seen:
            return _mark("«repeated»")
        self.seen.add(key)
        if not attrs.d:
            return "{ }"
        if depth >= self.depth:
            return "{ ... }"
        text = "{ "
        left = len(attrs.d)
        for name in sorted(attrs.d, key=_importance if self.depth == MAX_DEPTH else None):
            if self.attributes <= 0:
                text += _elided(left, "attribute") + " "
                break
            text += f"{attribute_name(name)} = {self.show(attrs.d[name], depth + 1)}; "
            self.attributes -= 1
            left -= 1
        return text + "}"

    def list(self, items: tuple[Any, ...], holder: Any, depth: int) -> str:
        if not items:
            return "[ ]"
        if id(holder) in self.seen:
            return _mark("«repeated»")
        self.seen.update((id(holder), id(items)))
        if depth >= self.depth:
            return "[ ... ]"
        text = "[ "
        for at, item in enumerate(items):
            if self.items <= 0:
                text += _elided(len(items) - at, "item") + " "
                break
            text += self.show(item, depth + 1) + " "
            self.items -= 1
        return text + "]"


def _emptied(attrs: AttrSet) -> bool:
    """Whether an empty set is what is left of another, as far as its origin tells."""
    origin: Any = attrs.origin
    return type(origin) in (dict, Merge) or bool(getattr(origin, "names", ()))


def _importance(name: str) -> tuple[bool, str]:
    """Sorts what tells most about a set to the front."""
    return (name not in ("_type", "type"), name)


def _mark(text: str) -> str:
    return text.encode().decode("latin-1")


def _elided(count: int, what: str) -> str:
    return _mark(f"«{count} {what}{'' if count == 1 else 's'} elided»")


def _function(value: Any) -> str:
    if type(value) is Builtin:
        return _mark(f"«primop {value.name}»")
    given = 0
    if type(value) is PartialCall:
        given = len(value.args)
        value = value.function
        if type(value) is Builtin:
            return _mark(f"«partially applied primop {value.name}»")
    code = value.function_code
    node = code.functions[given]
    line, column = code.source.line_column(node.start)
    name = "" if code.name is None else f" {attribute_name(code.name)}"
    place = code.source.shown
    return _mark("«lambda") + f"{name} @ {place}:{line}:{column}" + _mark("»")
