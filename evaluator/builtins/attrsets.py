"""Builtins on attribute sets."""

import sys

import cython
from cython.cimports.evaluator.builtins.arguments import as_attrs, as_function, as_list, as_plain_string
from cython.cimports.evaluator.values import AttrSet, Ref, entries, find_attr, new_attrs
from cython.cimports.evaluator.vm import origins
from cython.cimports.evaluator.vm.forcing import call

from evaluator.builtins.registry import builtin
from evaluator.errors import EvalError, Kind, Span, nearest
from evaluator.printing import attribute_name
from evaluator.values import Thunk


@builtin("attrNames", 1)
def attr_names(v):
    return tuple(sorted(entries(as_attrs(v, "while evaluating the argument passed to builtins.attrNames"))))


@builtin("attrValues", 1)
def attr_values(v):
    d: dict = entries(as_attrs(v, "while evaluating the argument passed to builtins.attrValues"))
    return tuple([d[name] for name in sorted(d)])


@builtin("hasAttr", 2)
def has_attr(name, v):
    name = as_plain_string(name, "while evaluating the first argument passed to builtins.hasAttr")
    attrs: AttrSet = as_attrs(v, "while evaluating the second argument passed to builtins.hasAttr")
    return find_attr(cython.cast(Ref, attrs), cython.cast(Ref, name)) != cython.NULL


@builtin("getAttr", 2)
def get_attr(name, v):
    name = as_plain_string(name, "while evaluating the first argument passed to builtins.getAttr")
    attrs: AttrSet = as_attrs(v, "while evaluating the second argument passed to builtins.getAttr")
    found: Ref = find_attr(cython.cast(Ref, attrs), cython.cast(Ref, name))
    if found == cython.NULL:
        raise missing(name, entries(attrs), "in the attribute set under consideration")
    return cython.cast(object, found)


@cython.cfunc
def missing(name: str, known: dict, note: str) -> object:
    """The error for an attribute that a builtin needs."""
    message: str = f"attribute '{attribute_name(name)}' missing"
    return EvalError(Kind.MISSING_ATTRIBUTE, message, suggestions=nearest(name, known)).while_(note)


@builtin("removeAttrs", 2)
def remove_attrs(v, names):
    attrs: AttrSet = as_attrs(v, "while evaluating the first argument passed to builtins.removeAttrs")
    d: dict = None
    item: object
    for item in as_list(names, "while evaluating the second argument passed to builtins.removeAttrs"):
        item = as_plain_string(
            item, "while evaluating the values of the second argument passed to builtins.removeAttrs"
        )
        if d is None:
            if item in entries(attrs):
                d = entries(attrs).copy()
                del d[item]
        elif item in d:
            del d[item]
    return attrs if d is None else new_attrs(d, attrs.origin)


@builtin("mapAttrs", 2)
def map_attrs(function, v):
    attrs: AttrSet = as_attrs(v, "while evaluating the second argument passed to builtins.mapAttrs")
    d: dict = {}
    name: object
    value: object
    if not entries(attrs):
        return attrs
    for name, value in entries(attrs).items():
        d[name] = Thunk(function, (name, value))
    return new_attrs(d, None)


@builtin("intersectAttrs", 2)
def intersect_attrs(left, right):
    a: dict = entries(as_attrs(left, "while evaluating the first argument passed to builtins.intersectAttrs"))
    attrs: AttrSet = as_attrs(right, "while evaluating the second argument passed to builtins.intersectAttrs")
    d: dict = {}
    name: object
    found: Ref
    if attrs.table is None or len(a) < len(attrs.table):
        for name in a:
            found = find_attr(cython.cast(Ref, attrs), cython.cast(Ref, name))
            if found != cython.NULL:
                d[name] = cython.cast(object, found)
    else:
        for name, value in attrs.table.items():
            if name in a:
                d[name] = value
    return new_attrs(d, attrs.origin)


@builtin("catAttrs", 2)
def cat_attrs(name, items):
    name = as_plain_string(name, "while evaluating the first argument passed to builtins.catAttrs")
    result: list = []
    item: object
    for item in as_list(items, "while evaluating the second argument passed to builtins.catAttrs"):
        d: dict = entries(
            as_attrs(
                item, "while evaluating an element in the list passed as second argument to builtins.catAttrs"
            )
        )
        if name in d:
            result.append(d[name])
    return tuple(result)


@builtin("listToAttrs", 1)
def list_to_attrs(items):
    d: dict = {}
    places: dict = {}
    item: object
    attrs: AttrSet
    for item in as_list(items, "while evaluating the argument passed to builtins.listToAttrs"):
        attrs = as_attrs(item, "while evaluating an element of the list passed to builtins.listToAttrs")
        name: object = entries(attrs).get("name")
        if type(name) is not str:
            name = name_of_pair(attrs)
        name = sys.intern(name)
        if name in d:
            continue
        if "value" not in entries(attrs):
            raise missing("value", entries(attrs), "in a {name=...; value=...;} pair")
        d[name] = entries(attrs)["value"]
        place: object = origins.position(attrs, "value")
        if place is not None:
            places[name] = place
    return new_attrs(d, places)


@cython.cfunc
def name_of_pair(attrs: AttrSet) -> str:
    """The `name` of an element of the argument of listToAttrs."""
    if "name" not in entries(attrs):
        raise missing("name", entries(attrs), "in a {name=...; value=...;} pair")
    place: object = origins.position(attrs, "name")
    return as_plain_string(
        entries(attrs)["name"],
        "while evaluating the `name` attribute of an element of the list passed to builtins.listToAttrs",
        None if place is None else Span(place[0], place[1], place[1] + 4),
    )


@builtin("groupBy", 2)
def group_by(function, items):
    groups: dict = {}
    item: object
    function = as_function(function, "while evaluating the first argument passed to builtins.groupBy")
    for item in as_list(items, "while evaluating the second argument passed to builtins.groupBy"):
        name: object = sys.intern(
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
    function = as_function(function, "while evaluating the first argument passed to builtins.zipAttrsWith")
    for item in as_list(items, "while evaluating the second argument passed to builtins.zipAttrsWith"):
        item = as_attrs(
            item, "while evaluating a value of the list passed as second argument to builtins.zipAttrsWith"
        )
        for name, value in entries(cython.cast(AttrSet, item)).items():
            if name in groups:
                groups[name].append(value)
            else:
                groups[name] = [value]
    return new_attrs({key: Thunk(function, (key, tuple(group))) for key, group in groups.items()}, None)


@builtin("unsafeGetAttrPos", 2)
def unsafe_get_attr_pos(name, v):
    name = as_plain_string(name, "while evaluating the first argument passed to builtins.unsafeGetAttrPos")
    attrs: AttrSet = as_attrs(v, "while evaluating the second argument passed to builtins.unsafeGetAttrPos")
    place: object = origins.position(attrs, name) if name in entries(attrs) else None
    if place is None:
        return None
    source, offset = place
    if source.path is None:
        return None
    line, column = source.line_column(offset)
    return new_attrs({"file": source.path, "line": line, "column": column}, None)
