"""Builtins on attribute sets."""

import sys

import cython
from cython.cimports.evaluator.builtins.arguments import as_attrs, as_list, as_plain_string
from cython.cimports.evaluator.values import AttrSet, Ref, entries, find_attr, new_attrs
from cython.cimports.evaluator.vm import origins
from cython.cimports.evaluator.vm.forcing import call, force

from evaluator.builtins.registry import builtin
from evaluator.errors import EvalError, Kind, nearest
from evaluator.values import Thunk


@builtin("attrNames", 1)
def attr_names(v):
    return tuple(sorted(entries(as_attrs(v))))


@builtin("attrValues", 1)
def attr_values(v):
    d: dict = entries(as_attrs(v))
    return tuple([d[name] for name in sorted(d)])


@builtin("hasAttr", 2)
def has_attr(name, v):
    name = as_plain_string(name)
    attrs: AttrSet = as_attrs(v)
    return find_attr(cython.cast(Ref, attrs), cython.cast(Ref, name)) != cython.NULL


@builtin("getAttr", 2)
def get_attr(name, v):
    name = as_plain_string(name)
    attrs: AttrSet = as_attrs(v)
    found: Ref = find_attr(cython.cast(Ref, attrs), cython.cast(Ref, name))
    if found == cython.NULL:
        raise EvalError(
            Kind.MISSING_ATTRIBUTE, f"attribute '{name}' missing", suggestions=nearest(name, list(entries(attrs)))
        )
    return cython.cast(object, found)


@builtin("removeAttrs", 2)
def remove_attrs(v, names):
    attrs: AttrSet = as_attrs(v)
    d: dict = None
    item: object
    for item in as_list(names):
        item = as_plain_string(item)
        if item in entries(attrs):
            if d is None:
                d = entries(attrs).copy()
            del d[item]
    return attrs if d is None else new_attrs(d, attrs.origin)


@builtin("mapAttrs", 2)
def map_attrs(function, v):
    attrs: AttrSet = as_attrs(v)
    d: dict = {}
    name: object
    value: object
    if not entries(attrs):
        return attrs
    for name, value in entries(attrs).items():
        d[name] = Thunk(function, (name, value))
    return new_attrs(d, attrs.origin)


@builtin("intersectAttrs", 2)
def intersect_attrs(left, right):
    a: dict = entries(as_attrs(left))
    attrs: AttrSet = as_attrs(right)
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
    name = as_plain_string(name)
    result: list = []
    item: object
    for item in as_list(items):
        d: dict = entries(as_attrs(item))
        if name in d:
            result.append(d[name])
    return tuple(result)


@builtin("listToAttrs", 1)
def list_to_attrs(items):
    d: dict = {}
    places: dict = {}
    item: object
    attrs: AttrSet
    for item in as_list(items):
        attrs = as_attrs(item)
        if "name" not in entries(attrs):
            raise EvalError(Kind.MISSING_ATTRIBUTE, "attribute 'name' missing")
        name = sys.intern(as_plain_string(entries(attrs)["name"]))
        if name in d:
            continue
        if "value" not in entries(attrs):
            raise EvalError(Kind.MISSING_ATTRIBUTE, "attribute 'value' missing")
        d[name] = entries(attrs)["value"]
        place: object = origins.position(attrs, "value")
        if place is not None:
            places[name] = place
    return new_attrs(d, places)


@builtin("groupBy", 2)
def group_by(function, items):
    groups: dict = {}
    item: object
    function = force(function)
    for item in as_list(items):
        name: object = sys.intern(as_plain_string(call(function, item)))
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
    function = force(function)
    for item in as_list(items):
        for name, value in entries(as_attrs(item)).items():
            if name in groups:
                groups[name].append(value)
            else:
                groups[name] = [value]
    return new_attrs({key: Thunk(function, (key, tuple(group))) for key, group in groups.items()}, None)


@builtin("unsafeGetAttrPos", 2)
def unsafe_get_attr_pos(name, v):
    name = as_plain_string(name)
    place: object = origins.position(as_attrs(v), name) if name in entries(as_attrs(v)) else None
    if place is None:
        return None
    source, offset = place
    if source.path is None:
        return None
    line, column = source.line_column(offset)
    return new_attrs({"file": source.path, "line": line, "column": column}, None)
