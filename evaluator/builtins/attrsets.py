"""Builtins on attribute sets."""

from sys import intern

import cython
from cython.cimports.cpython.mem import PyMem_Free, PyMem_Malloc
from cython.cimports.evaluator.builtins.arguments import as_attrs, as_function, as_list, as_plain_string
from cython.cimports.evaluator.shapes import Shape, alphabetical, is_interned, shape_of_keys, shape_of_pairs
from cython.cimports.evaluator.values import (
    MISSING,
    Arguments,
    AttrSet,
    Ref,
    find_attr,
    get_attr,
    new_arguments,
    new_attrs,
    new_call,
    new_set,
    raw_give,
    raw_xdecref,
    raw_xincref,
    shape_in,
    take,
    values_in,
)
from cython.cimports.evaluator.vm import origins
from cython.cimports.evaluator.vm.forcing import call, force
from cython.cimports.evaluator.vm.natives import PyTuple_New, PyTuple_SET_ITEM

from evaluator.builtins.registry import builtin
from evaluator.errors import EvalError, Span
from evaluator.places import position_set
from evaluator.values import Thunk
from evaluator.vm import failures

NAME = cython.declare(object, intern("name"))
VALUE = cython.declare(object, intern("value"))


@builtin("attrNames", 1)
def attr_names(v):
    attrs: AttrSet = as_attrs(v, "while evaluating the argument passed to builtins.attrNames")
    return alphabetical(shape_in(attrs))


@builtin("attrValues", 1)
def attr_values(v):
    attrs: AttrSet = as_attrs(v, "while evaluating the argument passed to builtins.attrValues")
    shape: Shape = shape_in(attrs)
    row: cython.pointer(Ref) = values_in(attrs)
    i: cython.int
    alphabetical(shape)
    result: Ref = PyTuple_New(shape.count)
    for i in range(shape.count):
        PyTuple_SET_ITEM(result, i, raw_give(row[shape.places[i]]))
    return take(result)


@builtin("hasAttr", 2)
def has_attr(name, v):
    name = as_plain_string(name, "while evaluating the first argument passed to builtins.hasAttr")
    attrs: AttrSet = as_attrs(v, "while evaluating the second argument passed to builtins.hasAttr")
    return get_attr(attrs, name) is not MISSING


@builtin("getAttr", 2)
def get_attribute(name, v):
    name = as_plain_string(name, "while evaluating the first argument passed to builtins.getAttr")
    attrs: AttrSet = as_attrs(v, "while evaluating the second argument passed to builtins.getAttr")
    found: object = get_attr(attrs, name)
    if found is MISSING:
        raise missing(name, attrs, "in the attribute set under consideration")
    return found


@cython.cfunc
def missing(name: str, attrs: AttrSet, note: str) -> object:
    """The error for an attribute that a builtin needs."""
    return failures.missing_attribute(attrs, name, here=False).while_(note)


@builtin("removeAttrs", 2)
def remove_attrs(v, names):
    attrs: AttrSet = as_attrs(v, "while evaluating the first argument passed to builtins.removeAttrs")
    removed: set = set()
    item: object
    for item in as_list(names, "while evaluating the second argument passed to builtins.removeAttrs"):
        removed.add(
            intern(
                as_plain_string(
                    item, "while evaluating the values of the second argument passed to builtins.removeAttrs"
                )
            )
        )
    shape: Shape = shape_in(attrs)
    # A set of its own even if nothing was removed: `«repeated»` tells them apart.
    return without(attrs, shape, removed)


@cython.cfunc
def without(attrs: AttrSet, shape: Shape, removed: set) -> AttrSet:
    """A set without some names."""
    keys: cython.pointer(Ref) = keys_buffer(shape.count)
    row: cython.pointer(Ref) = values_in(attrs)
    places: cython.pointer(Ref) = keys + shape.count
    count: cython.int = 0
    i: cython.int
    for i in range(shape.count):
        if cython.cast(object, shape.keys[i]) not in removed:
            keys[count] = shape.keys[i]
            places[count] = row[i]
            count += 1
    return selected(keys, places, count, attrs)


@cython.cfunc
def keys_buffer(count: cython.int) -> cython.pointer(Ref):
    """Room for as many names and values, to be given to `selected`."""
    keys: cython.pointer(Ref) = cython.cast(cython.pointer(Ref), PyMem_Malloc((2 * count + 1) * cython.sizeof(Ref)))
    if keys == cython.NULL:
        raise MemoryError
    return keys


@cython.cfunc
def selected(keys: cython.pointer(Ref), row: cython.pointer(Ref), count: cython.int, source: AttrSet) -> AttrSet:
    """A set of some attributes that `source` has. Takes the buffer over."""
    i: cython.int
    shape: Shape = shape_of_keys(keys, count)
    origin: object = origins.of_part(source, count)
    result: Ref = new_set(cython.cast(Ref, shape), cython.NULL if origin is None else cython.cast(Ref, origin))
    for i in range(count):
        cython.cast(AttrSet, result).values[i] = raw_give(row[i])
    PyMem_Free(keys)
    return take(result)


@builtin("mapAttrs", 2)
def map_attrs(function, v):
    attrs: AttrSet = as_attrs(v, "while evaluating the second argument passed to builtins.mapAttrs")
    shape: Shape = shape_in(attrs)
    row: cython.pointer(Ref) = values_in(attrs)
    result: Ref
    args: Ref
    i: cython.int
    if shape.count == 0:
        return attrs
    result = new_set(cython.cast(Ref, shape), cython.NULL)
    for i in range(shape.count):
        args = new_arguments(2)
        cython.cast(Arguments, args).items[0] = raw_give(shape.keys[i])
        cython.cast(Arguments, args).items[1] = raw_give(row[i])
        cython.cast(AttrSet, result).values[i] = new_call(cython.cast(Ref, function), args)
    return take(result)


@builtin("intersectAttrs", 2)
def intersect_attrs(left, right):
    a: AttrSet = as_attrs(left, "while evaluating the first argument passed to builtins.intersectAttrs")
    b: AttrSet = as_attrs(right, "while evaluating the second argument passed to builtins.intersectAttrs")
    shape: Shape = shape_in(a)
    keys: cython.pointer(Ref)
    row: cython.pointer(Ref)
    found: Ref
    count: cython.int = 0
    room: cython.int = shape.count
    i: cython.int
    if b.shape == cython.NULL or room < shape_in(b).count:
        keys = keys_buffer(room)
        row = keys + room
        for i in range(room):
            found = find_attr(cython.cast(Ref, b), shape.keys[i])
            if found != cython.NULL:
                keys[count] = shape.keys[i]
                row[count] = found
                count += 1
    else:
        shape = shape_in(b)
        room = shape.count
        keys = keys_buffer(room)
        row = keys + room
        for i in range(room):
            if find_attr(cython.cast(Ref, a), shape.keys[i]) != cython.NULL:
                keys[count] = shape.keys[i]
                row[count] = values_in(b)[i]
                count += 1
    return selected(keys, row, count, b)


@builtin("catAttrs", 2)
def cat_attrs(name, items):
    name = as_plain_string(name, "while evaluating the first argument passed to builtins.catAttrs")
    result: list = []
    item: object
    for item in as_list(items, "while evaluating the second argument passed to builtins.catAttrs"):
        item = get_attr(
            as_attrs(item, "while evaluating an element in the list passed as second argument to builtins.catAttrs"),
            name,
        )
        if item is not MISSING:
            result.append(item)
    return tuple(result)


@builtin("listToAttrs", 1)
def list_to_attrs(items):
    item: object
    attrs: AttrSet
    name: object
    found: Ref
    shape: Shape
    result: Ref
    pairs: tuple = as_list(items, "while evaluating the argument passed to builtins.listToAttrs")
    count: cython.int = 0
    keys: cython.pointer(Ref) = keys_buffer(len(pairs))
    row: cython.pointer(Ref) = keys + len(pairs)
    # Names that were not interned before are held by this alone until the shape has them.
    names: list = []
    i: cython.int
    try:
        for item in pairs:
            attrs = as_attrs(item, "while evaluating an element of the list passed to builtins.listToAttrs")
            name = get_attr(attrs, NAME)
            if type(name) is not str:
                name = name_of_pair(attrs, name)
            if not is_interned(cython.cast(Ref, name)):
                name = intern(name)
                names.append(name)
            found = find_attr(cython.cast(Ref, attrs), cython.cast(Ref, VALUE))
            if found == cython.NULL and name not in {cython.cast(object, keys[i]) for i in range(count)}:
                raise missing("value", attrs, "in a {name=...; value=...;} pair")
            keys[count] = cython.cast(Ref, name)
            # What a set holds may be replaced by its value while the next name is evaluated.
            raw_xincref(found)
            row[count] = found
            count += 1
        # Both are the shape's business from here.
        i, count = count, 0
        shape = shape_of_pairs(keys, row, i)
        result = new_set(cython.cast(Ref, shape), cython.cast(Ref, pairs))
        for i in range(shape.count):
            cython.cast(AttrSet, result).values[i] = row[i]
        return take(result)
    finally:
        for i in range(count):
            raw_xdecref(row[i])
        PyMem_Free(keys)


@cython.cfunc
def name_of_pair(attrs: AttrSet, name: object) -> str:
    """The `name` of an element of the argument of listToAttrs."""
    if name is MISSING:
        raise missing("name", attrs, "in a {name=...; value=...;} pair")
    note: str = "while evaluating the `name` attribute of an element of the list passed to builtins.listToAttrs"
    try:
        name = force(name)
    except EvalError as error:
        raise error.while_(note, place_of_name(attrs)) from None
    if type(name) is not str:
        return as_plain_string(name, note, place_of_name(attrs))
    return name


@cython.cfunc
def place_of_name(attrs: AttrSet) -> object:
    """Where the `name` of a set is written, or None."""
    place: object = origins.position(attrs, "name")
    return None if place is None else Span(place[0], place[1], place[1] + 4)


@builtin("groupBy", 2)
def group_by(function, items):
    groups: dict = {}
    item: object
    function = as_function(function, "while evaluating the first argument passed to builtins.groupBy")
    for item in as_list(items, "while evaluating the second argument passed to builtins.groupBy"):
        name: object = intern(
            as_plain_string(
                call(function, item),
                "while evaluating the return value of the grouping function passed to builtins.groupBy",
            )
        )
        if name in groups:
            groups[name].append(item)
        else:
            groups[name] = [item]
    return new_attrs({key: tuple(group) for key, group in groups.items()}, None)


@builtin("zipAttrsWith", 2)
def zip_attrs_with(function, items):
    groups: dict = {}
    item: object
    name: object
    shape: Shape
    row: cython.pointer(Ref)
    i: cython.int
    function = as_function(function, "while evaluating the first argument passed to builtins.zipAttrsWith")
    for item in as_list(items, "while evaluating the second argument passed to builtins.zipAttrsWith"):
        item = as_attrs(item, "while evaluating a value of the list passed as second argument to builtins.zipAttrsWith")
        shape = shape_in(item)
        row = values_in(item)
        for i in range(shape.count):
            name = cython.cast(object, shape.keys[i])
            if name in groups:
                cython.cast(list, groups[name]).append(cython.cast(object, row[i]))
            else:
                groups[name] = [cython.cast(object, row[i])]
    return new_attrs({key: Thunk(function, (key, tuple(group)), True) for key, group in groups.items()}, None)


@builtin("unsafeGetAttrPos", 2)
def unsafe_get_attr_pos(name, v):
    name = as_plain_string(name, "while evaluating the first argument passed to builtins.unsafeGetAttrPos")
    attrs: AttrSet = as_attrs(v, "while evaluating the second argument passed to builtins.unsafeGetAttrPos")
    place: object = origins.position(attrs, name) if get_attr(attrs, name) is not MISSING else None
    if place is None:
        return None
    source, offset = place
    if source.path is None:
        return None
    line, column = source.position(offset)
    return position_set(source.path, line, column)
