"""Builtins on strings. Lengths and places count bytes."""

import cython
from cython.cimports.cpython.mem import PyMem_Free, PyMem_Malloc, PyMem_Realloc
from cython.cimports.evaluator.builtins.arguments import as_int, as_list, as_string
from cython.cimports.evaluator.values import ContextString, new_context_string
from cython.cimports.evaluator.vm import limits
from cython.cimports.evaluator.vm.coercion import coerced, forced_inside, text_of, with_context
from cython.cimports.libc.string import memcmp, memcpy, memset

from evaluator.builtins.registry import builtin
from evaluator.errors import EvalError, Kind


@cython.cfunc
def text_argument(v: object, note: str) -> object:
    """An argument that coerces to a string as in interpolation; a path is copied to the store."""
    v = forced_inside(v)
    if type(v) is str:
        return v
    return coerced(v, False, True, note)


@builtin("toString", 1)
def to_string(v):
    v = forced_inside(v)
    if type(v) is str:
        return v
    if type(v) is int:
        limits.check()
        return decimal(v)
    return coerced(v, True, False, "while evaluating the first argument passed to builtins.toString")


@builtin("stringLength", 1)
def string_length(v):
    v = text_argument(v, "while evaluating the argument passed to builtins.stringLength")
    return text_length(text_of(v))


@builtin("substring", 3)
def substring(start, length, v):
    first: cython.longlong = as_int(
        start, "while evaluating the first argument (the start offset) passed to builtins.substring"
    )
    if first < 0:
        raise EvalError(Kind.VALUE, "negative start position in 'substring'")
    count: cython.longlong = as_int(
        length, "while evaluating the second argument (the substring length) passed to builtins.substring"
    )
    size: cython.longlong
    string: object = text_argument(v, "while evaluating the third argument (the string) passed to builtins.substring")
    text: str = text_of(string)
    size = text_length(text)
    if first > size:
        first = size
    if count < 0 or count > size - first:
        count = size - first
    part: str = substring_of(text, first, first + count)
    if type(string) is str:
        return part
    return new_context_string(part, cython.cast(ContextString, string).context)


@builtin("concatStringsSep", 2)
def concat_strings_sep(separator, items):
    item: object
    texts: list = []
    context: set = None
    separator = as_string(
        separator,
        "while evaluating the first argument (the separator string) passed to builtins.concatStringsSep",
    )
    if type(separator) is not str:
        context = set(cython.cast(ContextString, separator).context)
    for item in as_list(
        items,
        "while evaluating the second argument (the list of strings to concat) passed to builtins.concatStringsSep",
    ):
        item = text_argument(
            item, "while evaluating one element of the list of strings to concat passed to builtins.concatStringsSep"
        )
        if type(item) is str:
            texts.append(item)
        else:
            texts.append(cython.cast(ContextString, item).s)
            if context is None:
                context = set()
            context.update(cython.cast(ContextString, item).context)
    return with_context(text_of(separator).join(texts), context)


@builtin("replaceStrings", 3)
def replace_strings(from_, to, v):
    item: object
    old: list = []
    patterns: tuple = as_list(from_, "while evaluating the first argument passed to builtins.replaceStrings")
    new: tuple = as_list(to, "while evaluating the second argument passed to builtins.replaceStrings")
    if len(patterns) != len(new):
        raise EvalError(
            Kind.VALUE,
            "'from' and 'to' arguments passed to builtins.replaceStrings have different lengths",
        )
    for item in patterns:
        old.append(
            text_of(
                as_string(
                    item,
                    "while evaluating one of the strings to replace passed to builtins.replaceStrings",
                )
            )
        )
    string: object = as_string(v, "while evaluating the third argument passed to builtins.replaceStrings")
    text: str = text_of(string)
    context: set = None
    if type(string) is not str:
        context = set(cython.cast(ContextString, string).context)
    if len(old) == 1 and old[0]:
        if old[0] not in text:
            return string
        item = replacement(new[0])
        if type(item) is not str:
            context = set() if context is None else context
            context.update(cython.cast(ContextString, item).context)
        return with_context(text.replace(old[0], text_of(item)), context)
    return replaced(text, old, new, context)


@cython.cfunc
def replacement(v: object) -> object:
    """What replaces a text, which is only looked at when the text occurs."""
    return as_string(v, "while evaluating one of the replacement strings passed to builtins.replaceStrings")


@cython.cfunc
def replaced(text: str, old: list, new: tuple, context: object) -> object:
    """The text with the first of `old` that fits at each place replaced; `context` is that of the text.

    An empty text fits everywhere, also at the end, and consumes nothing: one character follows it.
    """
    count: cython.Py_ssize_t = len(old)
    first: cython.int[256]
    following: cython.p_int = cython.cast(cython.p_int, PyMem_Malloc((count + 1) * cython.sizeof(cython.int)))
    values: list = [None] * count
    data: cython.p_uchar = bytes_of(text)
    size: cython.Py_ssize_t = text_length(text)
    length: cython.Py_ssize_t
    at: cython.Py_ssize_t = 0
    kept: cython.Py_ssize_t = 0
    index: cython.int
    empty: cython.int = -1
    word: object
    out: Bytes
    if following == cython.NULL:
        raise MemoryError
    # Those that begin with the same character are chained, so that the earliest comes first.
    memset(first, 0xFF, 256 * cython.sizeof(cython.int))
    for index in range(cython.cast(cython.int, count)):
        if text_length(old[index]) == 0:
            # Nothing after it can fit anywhere.
            empty = index
            count = index
            break
    for index in range(cython.cast(cython.int, count) - 1, -1, -1):
        following[index] = first[bytes_of(old[index])[0]]
        first[bytes_of(old[index])[0]] = index
    out.used = 0
    out.room = 512
    out.data = out.small
    try:
        while at <= size:
            index = first[data[at]] if at < size else -1
            while index >= 0:
                length = text_length(old[index])
                if length <= size - at and memcmp(data + at, bytes_of(old[index]), length) == 0:
                    break
                index = following[index]
            if index < 0:
                if empty < 0:
                    at += 1
                    continue
                index = empty
            if values[index] is None:
                word = replacement(new[index])
                values[index] = text_of(word)
                if type(word) is not str:
                    context = set() if context is None else context
                    context.update(cython.cast(ContextString, word).context)
            append(cython.address(out), data + kept, at - kept)
            append(cython.address(out), bytes_of(values[index]), text_length(values[index]))
            at += text_length(old[index])
            kept = at
            if index == empty:
                at += 1
        if kept < size:
            append(cython.address(out), data + kept, size - kept)
        return with_context(text_from(1, out.data, out.used), context)
    finally:
        PyMem_Free(following)
        if out.data != out.small:
            PyMem_Free(out.data)


@cython.cfunc
@cython.exceptval(-1, check=False)
def append(out: cython.pointer(Bytes), data: cython.p_uchar, size: cython.Py_ssize_t) -> cython.int:
    """Add bytes to those that are there."""
    room: cython.Py_ssize_t = out.room
    more: cython.p_uchar
    if out.used + size > room:
        room = 2 * (out.used + size)
        more = cython.cast(cython.p_uchar, PyMem_Realloc(cython.NULL if out.data == out.small else out.data, room))
        if more == cython.NULL:
            raise MemoryError
        if out.data == out.small:
            memcpy(more, out.small, out.used)
        out.data = more
        out.room = room
    memcpy(out.data + out.used, data, size)
    out.used += size
    return 0
