"""Where attributes were written: the origins of sets.

Positions are asked for rarely and sets are made all the time, so a set does not carry a position per
attribute. It refers to the literal it came from, and `//` only notes both sides (`Merge`). Of a long chain
of merges the names that were laid over are put in a dict, so that a fold over `//` neither keeps all its steps
alive nor makes a look-up slow. What they were laid over, which may be large, stays as it is, under `BELOW`.
"""

import cython
from cython.cimports.evaluator.bytecode.code import Template
from cython.cimports.evaluator.values import MISSING, AttrSet, Merge, Thunk, get_attr, shape_in

DEPTH = cython.declare(cython.int, 100)
# The key, in a dict of positions, of the origin that has all other names.
BELOW = cython.declare(object, None)
# The key, in the dict of a set with computed names, of where the set itself begins.
WHOLE = cython.declare(object, 0)


NOTHING = cython.declare(AttrSet, AttrSet({}))


@cython.cfunc
def merged(left: AttrSet, right: AttrSet) -> object:
    """The origin of `left // right`."""
    depth: cython.int = 1
    if left.source == cython.NULL and right.source == cython.NULL:
        return None
    origin: object = None if left.source == cython.NULL else cython.cast(object, left.source)
    if type(origin) is Merge:
        if right.shape != cython.NULL and cython.cast(Merge, origin).right.shape == right.shape:
            # As in a fold: what the last step laid over is all covered by this one.
            origin = cython.cast(Merge, origin).left
        depth = cython.cast(Merge, origin).depth + 1 if type(origin) is Merge else 1
        if depth > DEPTH:
            origin = collected(origin)
            depth = 1
    node: Merge = Merge.__new__(Merge)
    node.left = origin
    node.right = right
    node.depth = depth
    return node


@cython.cfunc
def collected(origin: object) -> dict:
    """The positions of all names that a chain of merges laid over its first set, and that set's origin."""
    found: dict = {}
    while type(origin) is Merge:
        add_positions(cython.cast(Merge, origin).right, found)
        origin = cython.cast(Merge, origin).left
    if type(origin) is not dict:
        found[BELOW] = origin
        return found
    result: dict = dict(origin)
    result.update(found)
    return result


@cython.cfunc
def add_positions(attrs: AttrSet, found: dict) -> object:
    """Add the positions of all attributes of a set to those found; None for a name that has none."""
    name: object
    pair: object
    origin: object = attrs.origin
    if type(origin) is tuple:
        # One by one, `lookup` would go through the pairs for each name.
        positions: dict = {}
        for pair in cython.cast(tuple, origin):
            pair = value_of(pair)
            name = value_of(get_attr(pair, "name"))
            if name not in positions:
                positions[name] = position(pair, "value")
        for name in positions:
            if name not in found:
                found[name] = positions[name]
        return None
    for name in shape_in(attrs).names:
        if name not in found:
            found[name] = lookup(origin, name)
    return None


@cython.cfunc
def flattened(attrs: AttrSet) -> dict:
    """The positions of all attributes of a set, as a dict."""
    result: dict = {}
    add_positions(attrs, result)
    return result


@cython.cfunc
def lookup(origin: object, name: str) -> object:
    """(source, offset) of a name, or None."""
    while type(origin) is Merge or type(origin) is dict:
        if type(origin) is dict:
            if name in cython.cast(dict, origin) or BELOW not in cython.cast(dict, origin):
                return cython.cast(dict, origin).get(name)
            origin = cython.cast(dict, origin)[BELOW]
        elif get_attr(cython.cast(Merge, origin).right, name) is not MISSING:
            origin = cython.cast(Merge, origin).right.origin
        else:
            origin = cython.cast(Merge, origin).left
    if origin is None:
        return None
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
    origin: object = attrs.origin
    positions: dict = origin if type(origin) is dict else laid_open(attrs)
    positions[name] = place
    return positions


@cython.cfunc
def laid_open(attrs: AttrSet) -> dict:
    """The origin of a set as a dict, from which a literal goes on to be built."""
    positions: dict = flattened(attrs)
    positions[WHOLE] = beginning(attrs)
    return positions


@cython.ccall
def beginning(attrs: AttrSet) -> object:
    """(source, offset) of where a set begins, or None unless it is just what a literal made."""
    origin: object = attrs.origin
    if type(origin) is dict:
        return cython.cast(dict, origin).get(WHOLE)
    if type(origin) is not Template or cython.cast(Template, origin).shape is not shape_in(attrs):
        return None
    if cython.cast(Template, origin).start < 0:
        return None
    return (cython.cast(Template, origin).source, cython.cast(Template, origin).start)


@cython.cfunc
def of_part(attrs: AttrSet, count: cython.int) -> object:
    """The origin of a set of so many attributes of another: their places count on, that of the set does not."""
    origin: object = attrs.origin
    node: Merge
    if type(origin) is not dict and (type(origin) is not Template or count < shape_in(attrs).count):
        return origin
    node = Merge.__new__(Merge)
    node.left = origin
    node.right = NOTHING
    node.depth = 1
    return node
