"""Where attributes were written: the origins of sets.

Positions are asked for rarely and sets are made all the time, so a set does not carry a position per
attribute. It refers to the literal it came from, and `//` only notes both sides (`Merge`). A long chain
of merges is flattened, so that a fold over `//` neither keeps all its steps alive nor makes a
look-up slow.
"""

import cython
from cython.cimports.evaluator.bytecode.code import Template
from cython.cimports.evaluator.values import AttrSet, Merge, entries

DEPTH = cython.declare(cython.int, 100)


@cython.cfunc
def merged(left: AttrSet, right: AttrSet) -> object:
    """The origin of `left // right`."""
    depth: cython.int = 1
    origin: object = left.origin
    if type(origin) is Merge:
        depth = cython.cast(Merge, origin).depth + 1
        if depth > DEPTH:
            origin = flattened(left)
            depth = 1
    elif origin is None and right.origin is None:
        return None
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
    for name in entries(attrs):
        found: object = lookup(attrs.origin, name)
        if found is not None:
            result[name] = found
    return result


@cython.cfunc
def lookup(origin: object, name: str) -> object:
    """(source, offset) of a name, or None."""
    while type(origin) is Merge:
        if name in entries(cython.cast(Merge, origin).right):
            origin = cython.cast(Merge, origin).right.origin
        else:
            origin = cython.cast(Merge, origin).left
    if origin is None:
        return None
    if type(origin) is dict:
        return cython.cast(dict, origin).get(name)
    return cython.cast(Template, origin).position(name)


@cython.ccall
def position(attrs: AttrSet, name: str) -> object:
    """(source, offset) of the place where an attribute of a set was written, or None."""
    return lookup(attrs.origin, name)


def with_position(attrs: AttrSet, name: str, place: object) -> None:
    """Note the place of one more attribute of a set that is being built."""
    if type(attrs.origin) is not dict:
        attrs.origin = flattened(attrs)
    attrs.origin[name] = place
