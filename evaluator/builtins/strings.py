"""Builtins on strings."""

from __future__ import annotations

from typing import Any

from evaluator.builtins.arguments import as_int, as_list, as_string
from evaluator.builtins.registry import builtin
from evaluator.errors import EvalError, Kind
from evaluator.vm.coercion import coerce, concat_strings, text_of, with_context
from evaluator.vm.forcing import force


@builtin("toString", 1)
def to_string(v: Any) -> Any:
    """A value as text."""
    return coerce(force(v), True, False)


@builtin("stringLength", 1)
def string_length(v: Any) -> Any:
    """The number of bytes."""
    return len(text_of(coerce(force(v), False, True)))


@builtin("substring", 3)
def substring(start: Any, length: Any, v: Any) -> Any:
    """Bytes start .. start + length."""
    first = as_int(start)
    count = as_int(length)
    if first < 0:
        raise EvalError(Kind.VALUE, "negative start position in 'substring'")
    string = coerce(force(v), False, True)
    text = text_of(string)
    part = text[first:] if count < 0 else text[first : first + count]
    return part if type(string) is str else with_context(part, set(string.context))


@builtin("concatStringsSep", 2)
def concat_strings_sep(separator: Any, items: Any) -> Any:
    """Join strings."""
    separator = as_string(separator)
    parts = [coerce(force(item), False, True) for item in as_list(items)]
    joined = concat_strings(parts, text_of(separator))
    if type(separator) is str:
        return joined
    context = set(separator.context)
    if type(joined) is not str:
        context |= joined.context
    return with_context(text_of(joined), context)
