"""Builtins on lists."""

import cython
from cython.cimports.evaluator.builtins.arguments import as_attrs, as_bool, as_function, as_int, as_list
from cython.cimports.evaluator.values import entries, new_attrs
from cython.cimports.evaluator.vm.comparison import equal
from cython.cimports.evaluator.vm.forcing import call, call2, force

from evaluator.builtins.ordering import KeySet, sorted_by
from evaluator.builtins.registry import builtin
from evaluator.errors import EvalError, Kind
from evaluator.values import Thunk


@builtin("length", 1)
def length(v):
    return len(as_list(v))


@builtin("head", 1)
def head(v):
    items: tuple = as_list(v)
    if not items:
        raise EvalError(Kind.VALUE, "'builtins.head' called on an empty list")
    return items[0]


@builtin("tail", 1)
def tail(v):
    items: tuple = as_list(v)
    if not items:
        raise EvalError(Kind.VALUE, "'builtins.tail' called on an empty list")
    return items[1:]


@builtin("elemAt", 2)
def elem_at(v, index):
    items: tuple = as_list(v)
    i: cython.longlong = as_int(index)
    if i < 0 or i >= len(items):
        raise EvalError(
            Kind.VALUE, f"'builtins.elemAt' called with index {i} on a list of size {len(items)}"
        )
    return items[i]


@builtin("map", 2)
def map_(function, v):
    items: tuple = as_list(v)
    if not items:
        return items
    function = as_function(function)
    return tuple([Thunk(function, (item,)) for item in items])


@builtin("filter", 2)
def filter_(function, v):
    items: tuple = as_list(v)
    result: list = []
    item: object
    if not items:
        return items
    function = as_function(function)
    for item in items:
        if as_bool(call(function, item)):
            result.append(item)
    return items if len(result) == len(items) else tuple(result)


@builtin("elem", 2)
def elem(v, items):
    item: object
    v = force(v)
    for item in as_list(items):
        if equal(v, force(item)):
            return True
    return False


@builtin("concatLists", 1)
def concat_lists(v):
    result: list = []
    item: object
    for item in as_list(v):
        result.extend(as_list(item))
    return tuple(result)


@builtin("concatMap", 2)
def concat_map(function, v):
    result: list = []
    item: object
    function = as_function(function)
    for item in as_list(v):
        result.extend(as_list(call(function, item)))
    return tuple(result)


@builtin("foldl'", 3)
def foldl(function, initial, v):
    item: object
    function = as_function(function)
    items: tuple = as_list(v)
    if not items:
        return force(initial)
    for item in items:
        initial = call2(function, initial, item)
    return initial


@builtin("any", 2)
def any_(function, v):
    item: object
    function = as_function(function)
    for item in as_list(v):
        if as_bool(call(function, item)):
            return True
    return False


@builtin("all", 2)
def all_(function, v):
    item: object
    function = as_function(function)
    for item in as_list(v):
        if not as_bool(call(function, item)):
            return False
    return True


@builtin("genList", 2)
def gen_list(function, count):
    n: cython.longlong = as_int(count)
    if n < 0:
        raise EvalError(Kind.VALUE, f"cannot create list of size {n}")
    function = as_function(function)
    return tuple([Thunk(function, (i,)) for i in range(n)])


@builtin("sort", 2)
def sort(function, v):
    items: tuple = as_list(v)
    if not items:
        return items
    return sorted_by(as_function(function), items)


@builtin("partition", 2)
def partition(function, v):
    right: list = []
    wrong: list = []
    item: object
    function = as_function(function)
    for item in as_list(v):
        if as_bool(call(function, item)):
            right.append(item)
        else:
            wrong.append(item)
    return new_attrs({"right": tuple(right), "wrong": tuple(wrong)}, None)


@builtin("genericClosure", 1)
def generic_closure(v):
    d: dict = entries(as_attrs(v))
    if "startSet" not in d:
        raise EvalError(Kind.MISSING_ATTRIBUTE, "attribute 'startSet' missing")
    pending: list = list(as_list(d["startSet"]))
    if not pending:
        return ()
    if "operator" not in d:
        raise EvalError(Kind.MISSING_ATTRIBUTE, "attribute 'operator' missing")
    operator: object = force(d["operator"])
    seen: object = KeySet()
    result: list = []
    at: cython.Py_ssize_t = 0
    while at < len(pending):
        item: object = force(pending[at])
        at += 1
        attrs: dict = entries(as_attrs(item))
        if "key" not in attrs:
            raise EvalError(Kind.MISSING_ATTRIBUTE, "attribute 'key' missing")
        if not seen.add(force(attrs["key"])):
            continue
        result.append(item)
        pending.extend(as_list(call(operator, item)))
    return tuple(result)
