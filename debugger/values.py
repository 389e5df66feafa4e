"""Values as the debugger shows them. Nothing here ever forces a thunk.

Strings of Nix are bytes held as latin-1; what leaves this module is text for a screen or for JSON
(`readable` turns one into the other).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from evaluator.printing.literals import attribute_name, format_float
from evaluator.rendering import readable
from evaluator.values import AttrSet, Builtin, Closure, ContextString, PartialCall, Path, Thunk
from evaluator.vm import activations
from evaluator.vm.scopes import UNSET, resolved

ITEMS = 12
"""How many items of a list or set are shown before the rest is counted."""
CHARACTERS = 200
"""How much of a string is shown."""


def internal(text: str) -> str:
    """Text that a person typed, as Nix strings are held."""
    return text.encode("utf-8", "surrogateescape").decode("latin-1")


@dataclass(frozen=True, slots=True)
class Failures:
    """Thunks that are known to have failed: id -> (the thunk, its error message). Holding the thunk
    keeps its id from being used again."""

    by_id: dict[int, tuple[Any, str]]

    def add(self, thunk: Any, message: str) -> None:
        """Remember that forcing `thunk` failed."""
        self.by_id[id(thunk)] = (thunk, message)

    def of(self, thunk: Any) -> str | None:
        """The message of a thunk's failure, or None."""
        found = self.by_id.get(id(thunk))
        return found[1] if found is not None else None


def state(value: Any, failures: Failures) -> str:
    """What is known of a value or thunk: `value`, `pending`, `running`, `failed` or `unset`."""
    if value is UNSET:
        return "unset"
    value = resolved(value)
    if type(value) is not Thunk:
        return "value"
    if value.running:
        return "running"
    return "failed" if failures.of(value) is not None else "pending"


def place(source: Any, offset: int) -> str:
    """`file:line` of an offset, with the file's last two path parts only."""
    line, _ = source.line_column(offset)
    return f"{short(source)}:{line}"


def source_name(source: Any) -> str:
    """A source's path, or what it is called instead."""
    return str(source.name) if source.path is None else readable(source.path)


def short(source: Any) -> str:
    """A source's name, short enough for a table."""
    if source.path is None:
        return str(source.name)
    return "/".join(readable(source.path).rsplit("/", 2)[-2:])


def thunk_place(thunk: Any) -> tuple[Any, int] | None:
    """(source, offset) of the expression of a pending thunk, or None if it will call a builtin."""
    if type(thunk) is not Thunk or thunk.finished or thunk.running:
        return None
    code: Any = thunk.pending_code
    return (code.source, code.start) if hasattr(code, "node") else None


def thunk_text(thunk: Any, failures: Failures) -> str:
    """A thunk that has no value: its state, and where its expression is written."""
    if thunk.running:
        frame = activations.holder(thunk)
        return "«being evaluated»" if frame < 0 else f"«being evaluated by frame {frame}»"
    message = failures.of(thunk)
    if message is not None:
        return f"«failed: {message}»"
    where = thunk_place(thunk)
    if where is None:
        return f"«pending call of {function_text(thunk.pending_code)[1:-1]}»"
    return f"«pending, {place(*where)}»"


def function_text(value: Any) -> str:
    """A function: what it is called and where it is written."""
    if type(value) is Builtin:
        return f"«builtin {value.name}»"
    if type(value) is PartialCall:
        given = f"{len(value.args)} of {arity(value.function)} arguments"
        return f"{function_text(value.function)[:-1]} with {given}»"
    if type(value) is Closure:
        code: Any = value.function_code
        name = f" {readable(code.name)}" if code.name else ""
        return f"«function{name}, {place(code.source, code.start)}»"
    return "«function»"


def arity(function: Any) -> int:
    """How many arguments a closure or builtin takes."""
    return int(function.arity if type(function) is Builtin else function.function_code.argument_count)


def quoted(text: str, limit: int = CHARACTERS) -> str:
    """A string as a literal, cut after `limit` characters."""
    shown = readable(text[:limit]).replace("\\", "\\\\").replace('"', '\\"').replace("${", "\\${")
    shown = shown.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    shown = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in shown)
    return f'"{shown}"' if len(text) <= limit else f'"{shown}"… ({len(text)} bytes)'


def name_text(name: str) -> str:
    """An attribute name as it is written."""
    return readable(attribute_name(name))


def derivation_text(value: Any) -> str | None:
    """`«derivation NAME»` if a set is known to be one, else None."""
    if resolved(value.d.get("type")) != "derivation":
        return None
    for name in ("drvPath", "name"):
        known = resolved(value.d.get(name))
        if type(known) is ContextString:
            known = known.s
        if type(known) is str:
            return f"«derivation {readable(known)}»"
    return "«derivation»"


def show(value: Any, depth: int, failures: Failures, above: tuple[int, ...] = ()) -> str:
    """A value in Nix syntax as far as it is known, opening `depth` levels of sets and lists."""
    if value is UNSET:
        return "«not bound yet»"
    value = resolved(value)
    kind = type(value)
    if kind is Thunk:
        return thunk_text(value, failures)
    if kind is tuple or kind is AttrSet:
        if id(value) in above:
            return "«repeated»"
        return _compound(value, depth, failures, (*above, id(value)))
    if kind is str:
        return quoted(value)
    if kind is ContextString:
        return quoted(value.s)
    if kind is Path:
        return readable(value.path)
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    if kind is int:
        return str(value)
    if kind is float:
        return format_float(value)
    return function_text(value)


def _compound(value: Any, depth: int, failures: Failures, above: tuple[int, ...]) -> str:
    if type(value) is tuple:
        if not value:
            return "[ ]"
        if depth <= 0:
            return f"[ … {len(value)} ]"
        items = [_item(item, depth - 1, failures, above) for item in value[:ITEMS]]
        more = [f"… {len(value) - ITEMS} more"] if len(value) > ITEMS else []
        return "[ " + " ".join(items + more) + " ]"
    if not value.d:
        return "{ }"
    derivation = derivation_text(value)
    if depth <= 0 or (derivation is not None and len(above) > 1):
        return derivation or f"{{ … {len(value.d)} }}"
    names = sorted(value.d)
    parts = [
        f"{name_text(name)} = {show(value.d[name], depth - 1, failures, above)};" for name in names[:ITEMS]
    ]
    more = [f"… {len(names) - ITEMS} more"] if len(names) > ITEMS else []
    return "{ " + " ".join(parts + more) + " }"


def _item(item: Any, depth: int, failures: Failures, above: tuple[int, ...]) -> str:
    return show(item, depth, failures, above)


def type_name(value: Any) -> str | None:
    """The type of a value as `builtins.typeOf` calls it; None if it is not known without forcing."""
    from evaluator.vm.describe import type_name as name_of

    value = resolved(value)
    return None if value is UNSET or type(value) is Thunk else name_of(value)


def children(value: Any) -> list[tuple[str, Any]]:
    """The parts of a value: (label, value or thunk) of each attribute, item or held argument."""
    value = resolved(value)
    if type(value) is AttrSet:
        return [(name_text(name), value.d[name]) for name in sorted(value.d)]
    if type(value) is tuple:
        return [(str(index), item) for index, item in enumerate(value)]
    if type(value) is PartialCall:
        return [("function", value.function), *((f"argument {i + 1}", v) for i, v in enumerate(value.args))]
    return []
