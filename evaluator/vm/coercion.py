"""Coercion of values to strings, and strings with context.

Rules: the manual's "string interpolation" section; which values coerce where is the reference's behaviour.
A string value is a `str`, or a `ContextString` if it depends on store objects.
"""

import cython
from cython.cimports.evaluator.values import (
    MISSING,
    AttrSet,
    ContextString,
    Path,
    get_attr,
    new_context_string,
)
from cython.cimports.evaluator.vm import limits
from cython.cimports.evaluator.vm.forcing import call, force
from cython.cimports.libc.math import copysign

from evaluator.errors import Context, EvalError, Kind
from evaluator.values import Thunk
from evaluator.vm import describe, state

OF_TO_STRING = cython.declare(str, "while evaluating the result of the `__toString` attribute")


@cython.ccall
def text_of(string: object) -> str:
    """The characters of a string value, its context left behind."""
    if type(string) is str:
        return string
    return cython.cast(ContextString, string).s


@cython.ccall
def with_context(text: str, context: set | None) -> object:
    """The string value of a text and its context, which may be empty or None.

    The annotation says `| None` for the compiled code: without it the size of None is read as that of a set.
    """
    if not context:
        return text
    return new_context_string(text, frozenset(context))


@cython.ccall
def concat_strings(parts: object, separator: str) -> object:
    """Join string values; contexts unite."""
    part: object
    context: frozenset = None
    texts: list = []
    plain: cython.bint = True
    for part in parts:
        if type(part) is str:
            texts.append(part)
        else:
            plain = False
            texts.append(cython.cast(ContextString, part).s)
            if context is None:
                context = cython.cast(ContextString, part).context
            elif cython.cast(ContextString, part).context is not context:
                context = context | cython.cast(ContextString, part).context
    if plain:
        return separator.join(texts)
    return new_context_string(separator.join(texts), context)


@cython.ccall
def coerce(value: object, more: cython.bint, copy: cython.bint) -> object:
    """The string value that `value` coerces to.

    `more` allows what `toString` allows: numbers, booleans, null, lists. `copy` copies a path to the
    store, as interpolation does; without it a path stays the text it is. Raises EvalError (coercion);
    the caller adds the step that says what was being coerced (`in_own_step`).
    """
    t: object = type(value)
    found: object
    depth: cython.int
    limits.check()
    if t is str or t is ContextString:
        return value
    if t is AttrSet:
        found = get_attr(value, "__toString")
        if found is not MISSING:
            depth = limits.descend()
            found = force(call(force(found), value))
            if type(found) is str:
                limits.depth = depth
                return found
            try:
                value = coerce(found, more, copy)
            except EvalError as error:
                raise in_own_step(error, OF_TO_STRING) from None
            limits.depth = depth
            return value
        found = get_attr(value, "outPath")
        if found is not MISSING:
            depth = limits.descend()
            value = coerce(forced_inside(found), more, copy)
            limits.depth = depth
            return value
    elif t is Path:
        if copy:
            return state.current.copy_path(cython.cast(Path, value).path)
        path: str = cython.cast(Path, value).path
        # A file of the evaluator's own stands in a folder that only it has.
        return "/" + path[5:-1] if path[0] == "<" else path
    elif more:
        if value is None or value is False:
            return ""
        if value is True:
            return "1"
        if t is int:
            return str(value)
        if t is float:
            return format_float(value)
        if t is tuple:
            return coerce_list(value, copy)
    if t is Thunk:
        return coerce(forced_inside(value), more, copy)
    raise EvalError(Kind.COERCION, f"cannot coerce {describe.with_article(value)} to a string: {describe.brief(value)}")


@cython.ccall
def forced_inside(value: object) -> object:
    """The value of something that is to be coerced: the reference forces it inside the coercion, one call deeper."""
    depth: cython.int
    if type(value) is not Thunk:
        return value
    depth = limits.descend()
    value = force(value)
    limits.depth = depth
    return value


@cython.ccall
def in_own_step(error: object, text: str) -> object:
    """`error`, which came out of `coerce`, with the step that says what was being coerced: unless it has
    an inner one already, or comes from code that ran for the coercion."""
    note: object
    for note in error.notes:
        if type(note) is Context:
            return error
    if not error.frames and error.kind is Kind.COERCION:
        error.notes.append(Context(text))
    return error


@cython.ccall
def coerced(value: object, more: cython.bint, copy: cython.bint, note: str) -> object:
    """As `coerce`, for a builtin: an error gets the step `note`, unless it comes from code that ran for the
    coercion. What comes from inside a list gets it always."""
    limits.check()
    value = forced_inside(value)
    try:
        return coerce(value, more, copy)
    except EvalError as error:
        if type(value) is tuple:
            raise error.while_(note) from None
        raise in_own_step(error, note) from None


def format_float(value: float) -> str:
    """A float as C's `%f` prints it."""
    return f"{value:f}" if value == value or copysign(1.0, value) > 0 else "-nan"


@cython.cfunc
def coerce_list(items: tuple, copy: cython.bint) -> object:
    """The items coerced and separated by spaces; there is none after an empty list (reference behaviour)."""
    parts: list = []
    item: object
    depth: cython.int = limits.descend()
    last: cython.Py_ssize_t = len(items) - 1
    i: cython.Py_ssize_t = 0
    for item in items:
        item = forced_inside(item)
        if type(item) is str:
            parts.append(item)
        else:
            parts.append(coerced(item, True, copy, "while evaluating one element of the list"))
        if i < last and not (type(item) is tuple and not item):
            parts.append(" ")
        i += 1
    limits.depth = depth
    return concat_strings(parts, "")
