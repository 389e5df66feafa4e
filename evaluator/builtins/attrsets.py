"""Builtins on attribute sets."""

import sys

from cython.cimports.evaluator.builtins.arguments import as_attrs, as_list, as_plain_string
from cython.cimports.evaluator.values import AttrSet, new_attrs
from cython.cimports.evaluator.vm import origins
from cython.cimports.evaluator.vm.forcing import call, force

from evaluator.builtins.registry import builtin
from evaluator.errors import EvalError, Kind, nearest
from evaluator.values import Thunk


@builtin("attrNames", 1)
def attr_names(v):
    return tuple(sorted(as_attrs(v).d))


@builtin("attrValues", 1)
def attr_values(v):
    d: dict = as_attrs(v).d
    return tuple([d[name] for name in sorted(d)])


@builtin("hasAttr", 2)
def has_attr(name, v):
    name = as_plain_string(name)
    return name in as_attrs(v).d


@builtin("getAttr", 2)
def get_attr(name, v):
    name = as_plain_string(name)
    attrs: AttrSet = as_attrs(v)
    if name not in attrs.d:
        raise EvalError(
            Kind.MISSING_ATTRIBUTE, f"attribute '{name}' missing", suggestions=nearest(name, list(attrs.d))
        )
    return attrs.d[name]


@builtin("removeAttrs", 2)
def remove_attrs(v, names):
    attrs: AttrSet = as_attrs(v)
    d: dict = None
    item: object
    for item in as_list(names):
        item = as_plain_string(item)
        if item in attrs.d:
            if d is None:
                d = attrs.d.copy()
            del d[item]
    return attrs if d is None else new_attrs(d, attrs.origin)


@builtin("mapAttrs", 2)
def map_attrs(function, v):
    attrs: AttrSet = as_attrs(v)
    d: dict = {}
    name: object
    value: object
    if not attrs.d:
        return attrs
    for name, value in attrs.d.items():
        d[name] = Thunk(function, (name, value))
    return new_attrs(d, attrs.origin)


@builtin("intersectAttrs", 2)
def intersect_attrs(left, right):
    a: dict = as_attrs(left).d
    attrs: AttrSet = as_attrs(right)
    b: dict = attrs.d
    d: dict = {}
    name: object
    if len(a) < len(b):
        for name in a:
            if name in b:
                d[name] = b[name]
    else:
        for name in b:
            if name in a:
                d[name] = b[name]
    return new_attrs(d, attrs.origin)


@builtin("catAttrs", 2)
def cat_attrs(name, items):
    name = as_plain_string(name)
    result: list = []
    item: object
    for item in as_list(items):
        d: dict = as_attrs(item).d
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
        if "name" not in attrs.d:
            raise EvalError(Kind.MISSING_ATTRIBUTE, "attribute 'name' missing")
        name = sys.intern(as_plain_string(attrs.d["name"]))
        if name in d:
            continue
        if "value" not in attrs.d:
            raise EvalError(Kind.MISSING_ATTRIBUTE, "attribute 'value' missing")
        d[name] = attrs.d["value"]
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
        for name, value in as_attrs(item).d.items():
            if name in groups:
                groups[name].append(value)
            else:
                groups[name] = [value]
    return new_attrs({key: Thunk(function, (key, tuple(group))) for key, group in groups.items()}, None)


@builtin("unsafeGetAttrPos", 2)
def unsafe_get_attr_pos(name, v):
    name = as_plain_string(name)
    place: object = origins.position(as_attrs(v), name) if name in as_attrs(v).d else None
    if place is None:
        return None
    source, offset = place
    if source.path is None:
        return None
    line, column = source.line_column(offset)
    return new_attrs({"file": source.path, "line": line, "column": column}, None)
