"""Where attributes were written: the origins of sets.

Positions are asked for rarely and sets are made all the time, so a set does not carry a position per
attribute. It refers to the literal it came from, and `//` only notes both sides (`Merge`). A long chain
of merges is flattened, so that a fold over `//` neither keeps all its steps alive nor makes a
look-up slow.
"""

import cython
from cython.cimports.evaluator.bytecode.code import Template
from cython.cimports.evaluator.values import MISSING, AttrSet, Merge, Thunk, get_attr, shape_in

DEPTH = cython.declare(cython.int, 100)


@cython.cfunc
def merged(left: AttrSet, right: AttrSet) -> object:
    """The origin of `left // right`."""
    depth: cython.int = 1
    if left.source == cython.NULL and right.source == cython.NULL:
        return None
    origin: object = left.origin
    if type(origin) is Merge:
        if right.shape != cython.NULL and cython.cast(Merge, origin).right.shape == right.shape:
            # As in a fold: what the last step laid over is all covered by this one.
            origin = cython.cast(Merge, origin).left
        depth = cython.cast(Merge, origin).depth + 1 if type(origin) is Merge else 1
        if depth > DEPTH:
            origin = flattened(left)
            depth = 1
    node: Merge = Merge.__new__(Merge)
    node.left = origin
    node.right = right
    node.depth = depth
    return node


@cython.cfunc
def flattened(attrs: AttrSet) -> dict:
    """The positions of all attributes of a set, as a dict."""
    result: dict = {}
    name: object
    for name in shape_in(attrs).names:
        found: object = lookup(attrs.origin, name)
        if found is not None:
            result[name] = found
    return result


@cython.cfunc
def lookup(origin: object, name: str) -> object:
    """(source, offset) of a name, or None."""
    while type(origin) is Merge:
        if get_attr(cython.cast(Merge, origin).right, name) is not MISSING:
            origin = cython.cast(Merge, origin).right.origin
        else:
            origin = cython.cast(Merge, origin).left
    if origin is None:
        return None
    if type(origin) is dict:
        return cython.cast(dict, origin).get(name)
    if type(origin) is tuple:
        return place_in_pairs(origin, name)
    return cython.cast(Template, origin).position(name)


@cython.ccall
def position(attrs: AttrSet, name: str) -> object:
    """(source, offset) of the place where an attribute of a set was written, or None."""
    return lookup(attrs.origin, name)


@cython.cfunc
def place_in_pairs(pairs: tuple, name: str) -> object:
    """The place of a name in the origin of a set that `listToAttrs` made: its argument. The first pair with
    the name counts."""
    pair: object
    attrs: AttrSet
    for pair in pairs:
        attrs = cython.cast(AttrSet, value_of(pair))
        if value_of(get_attr(attrs, "name")) == name:
            return position(attrs, "value")
    return None


@cython.cfunc
def value_of(v: object) -> object:
    """What a value or finished thunk is."""
    return cython.cast(Thunk, v).value if type(v) is Thunk else v


@cython.cfunc
def with_position(attrs: AttrSet, name: str, place: object) -> object:
    """The origin of a set being built, with the place of one more attribute. No other set has it."""
    positions: dict = attrs.origin if type(attrs.origin) is dict else flattened(attrs)
    positions[name] = place
    return positions
