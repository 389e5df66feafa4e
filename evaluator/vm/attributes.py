"""What the instructions on attribute sets do when the machine's short cut does not apply: selection, `//`,
names that are computed, `__overrides`."""

import sys

import cython
from cython.cimports.evaluator.bytecode.code import Code
from cython.cimports.evaluator.values import (
    MISSING,
    AttrSet,
    ContextString,
    Env,
    Ref,
    attr_count,
    find_attr,
    flat,
    get_attr,
    layer,
    merge,
    new_attrs,
    raw_incref,
    raw_xdecref,
    shape_in,
    take,
    values_in,
    with_attr,
)
from cython.cimports.evaluator.vm import limits, origins
from cython.cimports.evaluator.vm.forcing import force
from cython.cimports.evaluator.vm.makers import make

from evaluator.errors import Context, EvalError, Kind
from evaluator.vm import describe, failures

LEFT_OF_UPDATE = cython.declare(object, Context("in the left operand of the update (//) operator", 0))
RIGHT_OF_UPDATE = cython.declare(object, Context("in the right operand of the update (//) operator", 1))


@cython.cfunc
def select_failed(value: object) -> object:
    """An attribute of something that is not a set."""
    raise describe.expected("a set", value, Context("while selecting an attribute"))


@cython.cfunc
def missing_attribute(attrs: object, name: object) -> object:
    """An attribute that is not there."""
    raise failures.missing_attribute(attrs, name, here=True)


@cython.cfunc
def not_an_update(right: object) -> object:
    """The right operand of `//` is not a set."""
    raise describe.expected("a set", right, RIGHT_OF_UPDATE)


@cython.cfunc
def update(left: object, right: object) -> object:
    """`left // right`."""
    a: Ref
    b: Ref
    result: Ref
    if type(right) is not AttrSet:
        not_an_update(right)
    if type(left) is not AttrSet:
        raise describe.expected("a set", left, LEFT_OF_UPDATE)
    a = cython.cast(Ref, left)
    b = cython.cast(Ref, right)
    if attr_count(b) == 0:
        return left
    if cython.cast(AttrSet, a).shape != cython.NULL and attr_count(a) == 0:
        return right
    origin: object = origins.merged(left, right)
    source: Ref = cython.NULL if origin is None else cython.cast(Ref, origin)
    b = flat(b)
    result = layer(a, b, source)
    if result == cython.NULL:
        result = merge(flat(a), b, source)
        limits.counters.updates += 1
        limits.counters.copied += attr_count(result)
    return take(result)


@cython.cfunc
def attribute_name(value: object) -> object:
    """A computed attribute name: a string without context, interned."""
    if type(value) is str:
        return sys.intern(value)
    return wrong_name(value, "while evaluating an attribute name", 0)


@cython.cfunc
def wrong_name(value: object, text: str, operand: cython.int) -> object:
    """Raise the error for something that cannot be a name."""
    error: object
    if type(value) is ContextString:
        error = failures.context_not_allowed(value)
        error.notes.append(Context(text, operand))
        raise error
    error = describe.expected("a string", value, Context(text, operand))
    error.here = True
    error.operand = operand
    raise error


@cython.cfunc
def select_dynamic(attrs: object, name: object) -> object:
    """`attrs.${name}`."""
    name = attribute_name(name)
    if type(attrs) is not AttrSet:
        return select_failed(attrs)
    found: Ref = find_attr(cython.cast(Ref, attrs), cython.cast(Ref, name))
    if found == cython.NULL:
        return missing_attribute(attrs, name)
    try:
        return force(cython.cast(object, found))
    except EvalError as error:
        failures.note_attribute(error, attrs, name)
        raise


@cython.cfunc
def select_path(
    value: object,
    words: cython.p_int,
    count: cython.int,
    optional: cython.bint,
    env: Ref,
    constants: cython.pointer(Ref),
) -> object:
    """`value.a.${b}`, `words` being the maker words of the names. If `optional`, MISSING where there is no attribute.
    As in the reference a name is evaluated before the attribute it is looked up in, and all of them once more to tell
    the path that failed."""
    holder: object = None
    name: object = None
    found: Ref
    i: cython.int = 0
    try:
        for i in range(count):
            step: object = step_name(take(make(words[i], env, constants)), i)
            value = force(value)
            if type(value) is not AttrSet:
                return MISSING if optional else select_failed(value)
            found = find_attr(cython.cast(Ref, value), cython.cast(Ref, step))
            if found == cython.NULL:
                return MISSING if optional else missing_attribute(value, step)
            holder = value
            name = step
            value = cython.cast(object, found)
        i = count
        return force(value)
    except EvalError as error:
        place: object = None if holder is None else failures.attribute_place(holder, name)
        if place is not None:
            names: list = [take(make(words[at], env, constants)) for at in range(count)]
            failures.note_path(error, place, names, i == count)
        raise


@cython.cfunc
def step_name(value: object, at: cython.int) -> object:
    """The computed name that is step `at` of a path."""
    try:
        value = force(value)
    except EvalError as error:
        if error.here and not error.frames and error.span is None and error.operand < 0:
            error.operand = at
        raise
    if type(value) is str:
        return sys.intern(value)
    return wrong_name(value, "while evaluating an attribute name", at)


@cython.cfunc
def has_dynamic(attrs: object, name: object) -> object:
    """`attrs ? ${name}`."""
    name = attribute_name(name)
    return type(attrs) is AttrSet and find_attr(cython.cast(Ref, attrs), cython.cast(Ref, name)) != cython.NULL


@cython.cfunc
def define_dynamic(attrs: object, name: object, value: object, offset: object, code: object) -> object:
    """A set under construction with `${name} = value`; null drops it."""
    result: AttrSet
    if name is None:
        if attr_count(cython.cast(Ref, attrs)) == 0:
            # It is not the one empty set.
            return new_attrs({}, origins.laid_open(attrs))
        return attrs
    if type(name) is not str:
        return wrong_name(name, "while evaluating the name of a dynamic attribute", -1)
    name = sys.intern(name)
    if find_attr(cython.cast(Ref, attrs), cython.cast(Ref, name)) != cython.NULL:
        place: object = origins.position(attrs, name)
        where: str = ""
        if place is not None:
            line, column = place[0].line_column(place[1])
            where = f" at {place[0].shown}:{line}:{column}"
        message: str = f"dynamic attribute '{describe.attribute_name(name)}' already defined{where}"
        raise EvalError(Kind.VALUE, message, here=True)
    positions: object = origins.with_position(attrs, name, (cython.cast(Code, code).program.source, offset))
    result = take(
        with_attr(cython.cast(Ref, attrs), cython.cast(Ref, name), cython.cast(Ref, value), cython.cast(Ref, positions))
    )
    return result


@cython.cfunc
def apply_overrides(attrs: object, table: object, env: object) -> object:
    """`__overrides` of a recursive set: its attributes replace those of the set, and the variables."""
    overrides: object = force(get_attr(attrs, "__overrides"))
    name: object
    v: Ref
    slot: cython.int
    i: cython.int = 0
    if type(overrides) is not AttrSet:
        raise describe.expected("a set", overrides).while_("while evaluating the `__overrides` attribute")
    for name in shape_in(overrides).names:
        if name in cython.cast(dict, table):
            slot = cython.cast(dict, table)[name]
            v = values_in(overrides)[i]
            raw_incref(v)
            raw_xdecref(cython.cast(Env, env).slots[slot])
            cython.cast(Env, env).slots[slot] = v
        i += 1
    origin: dict = origins.laid_open(attrs)
    for name in shape_in(overrides).names:
        origin[name] = origins.position(overrides, name)
    return take(merge(flat(cython.cast(Ref, attrs)), flat(cython.cast(Ref, overrides)), cython.cast(Ref, origin)))
