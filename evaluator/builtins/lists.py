"""Builtins on lists."""

import cython
from cython.cimports.evaluator.builtins.arguments import as_attrs, as_bool, as_function, as_int, as_list
from cython.cimports.evaluator.values import (
    MISSING,
    AttrSet,
    Ref,
    get_attr,
    new_attrs,
    new_call_of_one,
    new_finished,
    refcount,
    take,
)
from cython.cimports.evaluator.vm.comparison import equal_inside
from cython.cimports.evaluator.vm.forcing import call, call2, force
from cython.cimports.evaluator.vm.natives import PyTuple_New, PyTuple_SET_ITEM, is_int, is_text

from evaluator.builtins.ordering import sorted_by
from evaluator.builtins.registry import builtin
from evaluator.errors import EvalError, Kind
from evaluator.vm import describe, failures


@builtin("length", 1)
def length(v):
    return len(as_list(v, "while evaluating the first argument passed to builtins.length"))


@builtin("head", 1)
def head(v):
    items: tuple = as_list(v, "while evaluating the first argument passed to 'builtins.head'")
    if not items:
        raise EvalError(Kind.VALUE, "'builtins.head' called on an empty list")
    return items[0]


@builtin("tail", 1)
def tail(v):
    items: tuple = as_list(v, "while evaluating the first argument passed to 'builtins.tail'")
    if not items:
        raise EvalError(Kind.VALUE, "'builtins.tail' called on an empty list")
    return items[1:]


@builtin("elemAt", 2)
def elem_at(v, index):
    # The index comes first.
    i: cython.longlong = as_int(index, "while evaluating the second argument passed to 'builtins.elemAt'")
    items: tuple = as_list(v, "while evaluating the first argument passed to 'builtins.elemAt'")
    if i < 0 or i >= len(items):
        raise EvalError(Kind.VALUE, f"'builtins.elemAt' called with index {i} on a list of size {len(items)}")
    return items[i]


@builtin("map", 2)
def map_(function, v):
    items: tuple = as_list(v, "while evaluating the second argument passed to builtins.map")
    if not items:
        return items
    function = as_function(function, "while evaluating the first argument passed to builtins.map")
    return delayed_calls(function, items)


@cython.cfunc
def delayed_calls(function: object, items: object) -> tuple:
    """The list of what a function gives for each of some items, none of it computed yet."""
    count: cython.Py_ssize_t = len(items)
    result: Ref = PyTuple_New(count)
    i: cython.Py_ssize_t = 0
    item: object
    if result == cython.NULL:
        return take(result)
    for item in items:
        PyTuple_SET_ITEM(result, i, new_call_of_one(cython.cast(Ref, function), cython.cast(Ref, item)))
        i += 1
    return take(result)


@builtin("filter", 2)
def filter_(function, v):
    items: tuple = as_list(v, "while evaluating the second argument passed to builtins.filter")
    result: list = []
    item: object
    if not items:
        return items
    function = as_function(function, "while evaluating the first argument passed to builtins.filter")
    for item in items:
        if as_bool(
            call(function, item),
            "while evaluating the return value of the filtering function passed to builtins.filter",
        ):
            result.append(item)
    return items if len(result) == len(items) else tuple(result)


@builtin("elem", 2)
def elem(v, items):
    item: object
    for item in as_list(items, "while evaluating the second argument passed to builtins.elem"):
        if equal_inside(v, item):
            return True
    return False


@builtin("concatLists", 1)
def concat_lists(v):
    result: list = []
    item: object
    for item in as_list(v, "while evaluating the first argument passed to builtins.concatLists"):
        result.extend(as_list(item, "while evaluating a value of the list passed to builtins.concatLists"))
    return tuple(result)


@builtin("concatMap", 2)
def concat_map(function, v):
    result: list = []
    item: object
    function = as_function(function, "while evaluating the first argument passed to builtins.concatMap")
    for item in as_list(v, "while evaluating the second argument passed to builtins.concatMap"):
        item = call(function, item)
        if type(item) is not tuple:
            try:
                as_list(item)
            except EvalError as error:
                note: str = "while evaluating the return value of the function passed to builtins.concatMap"
                place: object = failures.value_place(function)
                if type(item) is AttrSet or failures.value_place(item) is not None:
                    place = failures.value_place(item)
                raise error.while_(note, place) from None
        result.extend(item)
    return tuple(result)


@builtin("foldl'", 3)
def foldl(function, initial, v):
    item: object
    function = as_function(function, "while evaluating the first argument passed to builtins.foldlStrict")
    items: tuple = as_list(v, "while evaluating the third argument passed to builtins.foldlStrict")
    if not items:
        return force(initial)
    for item in items:
        initial = apart(call2(function, initial, item))
    return initial


@cython.cfunc
def apart(v: object) -> object:
    """A value as what a new variable holds. It shows in `[ a ] == [ b ]` whether two variables are the same, which
    means that they hold the same object: one that others hold, too, goes into a thunk."""
    held: Ref = cython.cast(Ref, v)
    if is_int(held) or is_text(held) or refcount(held) == 1 or v is True or v is False or v is None:
        return v
    return take(new_finished(held))


@builtin("any", 2)
def any_(function, v):
    item: object
    function = as_function(function, "while evaluating the first argument passed to builtins.any")
    for item in as_list(v, "while evaluating the second argument passed to builtins.any"):
        if as_bool(call(function, item), "while evaluating the return value of the function passed to builtins.any"):
            return True
    return False


@builtin("all", 2)
def all_(function, v):
    item: object
    function = as_function(function, "while evaluating the first argument passed to builtins.all")
    for item in as_list(v, "while evaluating the second argument passed to builtins.all"):
        if not as_bool(
            call(function, item), "while evaluating the return value of the function passed to builtins.all"
        ):
            return False
    return True


@builtin("genList", 2)
def gen_list(function, count):
    n: cython.longlong = as_int(count, "while evaluating the second argument passed to builtins.genList")
    if n < 0:
        raise EvalError(Kind.VALUE, f"cannot create list of size {n}")
    function = as_function(function, "while evaluating the first argument passed to builtins.genList")
    return delayed_calls(function, range(n))


@builtin("sort", 2)
def sort(function, v):
    items: tuple = as_list(v, "while evaluating the second argument passed to builtins.sort")
    if not items:
        return items
    return sorted_by(as_function(function, "while evaluating the first argument passed to builtins.sort"), items)


@builtin("partition", 2)
def partition(function, v):
    right: list = []
    wrong: list = []
    item: object
    function = as_function(function, "while evaluating the first argument passed to builtins.partition")
    for item in as_list(v, "while evaluating the second argument passed to builtins.partition"):
        force(item)
        if as_bool(
            call(function, item),
            "while evaluating the return value of the partition function passed to builtins.partition",
        ):
            right.append(item)
        else:
            wrong.append(item)
    return new_attrs({"right": tuple(right), "wrong": tuple(wrong)}, None)


@builtin("genericClosure", 1)
def generic_closure(v):
    from evaluator.builtins.key_set import KeySet

    d: AttrSet = as_attrs(v, "while evaluating the first argument passed to builtins.genericClosure")
    pending: list = list(
        as_list(
            needed(d, "startSet"),
            "while evaluating the 'startSet' attribute passed as argument to builtins.genericClosure",
        )
    )
    if not pending:
        return ()
    operator: object = as_function(
        needed(d, "operator"),
        "while evaluating the 'operator' attribute passed as argument to builtins.genericClosure",
    )
    seen: object = KeySet()
    result: list = []
    at: cython.Py_ssize_t = 0
    item: object
    value: object
    while at < len(pending):
        item = pending[at]
        at += 1
        value = force(item)
        if not seen.add(key_of(value), value):
            continue
        result.append(item)
        pending.extend(successors(operator, item, value))
    return tuple(result)


@cython.cfunc
def needed(attrs: AttrSet, name: str) -> object:
    """An attribute of the argument of genericClosure."""
    found: object = get_attr(attrs, name)
    if found is MISSING:
        raise missing(name).while_("in the attrset passed as argument to builtins.genericClosure")
    return found


@cython.cfunc
def missing(name: str) -> object:
    return EvalError(Kind.MISSING_ATTRIBUTE, f"attribute '{name}' missing")


@cython.cfunc
def key_of(item: object) -> object:
    """The forced key of an element."""
    if type(item) is not AttrSet:
        as_attrs(item, f"in genericClosure element {describe.brief(item)}")
    found: object = get_attr(item, "key")
    if found is MISSING:
        raise missing("key").while_(f"in genericClosure element {describe.brief(item)}")
    return force(found)


@cython.cfunc
def successors(operator: object, item: object, value: object) -> tuple:
    """What the operator gives for an element, all forced at once: before the keys of those that wait. The operator gets
    what stood in the list, and `value` is what that came to."""
    try:
        found: tuple = as_list(
            call(operator, item),
            "while evaluating the return value of the `operator` passed to builtins.genericClosure",
        )
        for each in found:
            force(each)
        return found
    except EvalError as error:
        raise error.while_(f"while calling operator on genericClosure element {describe.brief(value)}") from None
