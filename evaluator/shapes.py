"""Shapes: the names of an attribute set, apart from its values.

All sets made by one literal have one shape, and so have all that `//` or `mapAttrs` makes of them: a
set is then a row of values beside a pointer to its shape. A shape knows where each name stands (`place_of`)
and, once somebody asked, the alphabetical order of its names. Names are interned strings, compared
by address; few are searched one by one, more of them through a table.

Small shapes with equal names are one (`shape_of`), and what `//` does to a pair of small shapes is
remembered (`transition`): which shape results, and from where each of its values is taken. Both memories
are tables of fixed size where a newcomer drives out the old: a program that makes ever new names cannot
fill them.
"""

from sys import intern

import cython
from cython.cimports.cpython.mem import PyMem_Calloc, PyMem_Free, PyMem_Malloc
from cython.cimports.cpython.ref import Py_INCREF, Py_XDECREF, PyObject
from cython.cimports.cpython.tuple import PyTuple_New, PyTuple_SET_ITEM
from cython.cimports.libc.string import memcmp

SCANNED = cython.declare(cython.int, 8)
"""Up to so many names are searched one by one."""
SHARED = cython.declare(cython.int, 160)
"""Up to so many names a shape is shared with all that have the same names in the same order."""
KNOWN = cython.declare(cython.int, 8192)
STEPS = cython.declare(cython.int, 8192)

known = cython.declare(
    cython.pointer(cython.pointer(PyObject)),
    cython.cast(cython.pointer(cython.pointer(PyObject)), PyMem_Calloc(KNOWN, cython.sizeof(cython.p_void))),
)
steps = cython.declare(
    cython.pointer(Transition),
    cython.cast(cython.pointer(Transition), PyMem_Calloc(STEPS, cython.sizeof(Transition))),
)
unshared = cython.declare(Transition)


@cython.final
@cython.no_gc
@cython.cclass
class Shape:
    """The names of sets, in the order in which they came together; see the module's text."""

    def __dealloc__(self):
        PyMem_Free(self.near)
        PyMem_Free(self.far)
        PyMem_Free(self.places)


@cython.cfunc
def new_shape(keys: cython.pointer(cython.pointer(PyObject)), count: cython.int) -> Shape:
    """A shape of its own for interned, different names."""
    shape: Shape = Shape.__new__(Shape)
    size: cython.uint = 32
    slot: cython.uint
    i: cython.int
    set_names(shape, keys, count)
    if count <= SCANNED:
        return shape
    while size < 2 * cython.cast(cython.uint, count):
        size *= 2
    shape.mask = size - 1
    if count < 255:
        shape.near = cython.cast(cython.p_uchar, PyMem_Calloc(size, 1))
        if shape.near == cython.NULL:
            raise MemoryError
        for i in range(count):
            slot = slot_of(shape.keys[i], shape.mask)
            while shape.near[slot] != 0:
                slot = (slot + 1) & shape.mask
            shape.near[slot] = cython.cast(cython.uchar, i + 1)
    else:
        shape.far = cython.cast(cython.p_uint, PyMem_Calloc(size, 4))
        if shape.far == cython.NULL:
            raise MemoryError
        for i in range(count):
            slot = slot_of(shape.keys[i], shape.mask)
            while shape.far[slot] != 0:
                slot = (slot + 1) & shape.mask
            shape.far[slot] = i + 1
    return shape


@cython.cfunc
def shape_of(names: tuple) -> Shape:
    """The shape with these names, which must differ; they are interned if they are not."""
    name: str
    for name in names:
        if not is_interned(cython.cast(cython.pointer(PyObject), name)):
            names = tuple([intern(name) for name in names])
            break
    return shape_of_keys(
        cython.cast(
            cython.pointer(cython.pointer(PyObject)), tuple_items(cython.cast(cython.pointer(PyObject), names))
        ),
        len(names),
    )


@cython.cfunc
def shape_of_keys(keys: cython.pointer(cython.pointer(PyObject)), count: cython.int) -> Shape:
    """The same for an array of interned names."""
    sum: cython.size_t = count
    i: cython.int
    found: cython.pointer(PyObject)
    shape: Shape
    for i in range(count):
        sum = mixed(sum, keys[i])
    sum = (sum >> 32) & (KNOWN - 1)
    found = known[sum]
    if (
        found != cython.NULL
        and cython.cast(Shape, found).count == count
        and memcmp(cython.cast(Shape, found).keys, keys, count * cython.sizeof(cython.p_void)) == 0
    ):
        return cython.cast(Shape, found)
    shape = new_shape(keys, count)
    if count <= SHARED:
        Py_INCREF(shape)
        known[sum] = cython.cast(cython.pointer(PyObject), shape)
        Py_XDECREF(found)
    return shape


@cython.cfunc
def shape_of_pairs(
    keys: cython.pointer(cython.pointer(PyObject)), row: cython.pointer(cython.pointer(PyObject)), count: cython.int
) -> Shape:
    """The shape of interned names of which some may be the same. Such after the first are taken out of `keys`, and
    what belongs to them out of `row`, which owns it."""
    size: cython.uint = 32
    slot: cython.uint
    place: cython.uint
    different: cython.int = 0
    i: cython.int
    shape: Shape
    while size < 2 * cython.cast(cython.uint, count):
        size *= 2
    table: cython.p_uint = cython.cast(cython.p_uint, PyMem_Calloc(size, 4))
    if table == cython.NULL:
        raise MemoryError
    for i in range(count):
        slot = slot_of(keys[i], size - 1)
        while True:
            place = table[slot]
            if place == 0:
                keys[different] = keys[i]
                row[different] = row[i]
                different += 1
                table[slot] = different
                break
            if keys[place - 1] == keys[i]:
                Py_XDECREF(row[i])
                break
            slot = (slot + 1) & (size - 1)
    if different <= SHARED:
        PyMem_Free(table)
        return shape_of_keys(keys, different)
    shape = Shape.__new__(Shape)
    shape.far = table
    shape.mask = size - 1
    set_names(shape, keys, different)
    return shape


@cython.cfunc
def set_names(shape: Shape, keys: cython.pointer(cython.pointer(PyObject)), count: cython.int) -> object:
    """Give a new shape its names."""
    names: tuple = PyTuple_New(count)
    i: cython.int
    for i in range(count):
        Py_INCREF(cython.cast(object, keys[i]))
        PyTuple_SET_ITEM(names, i, cython.cast(object, keys[i]))
    shape.names = names
    shape.count = count
    shape.keys = cython.cast(
        cython.pointer(cython.pointer(PyObject)), tuple_items(cython.cast(cython.pointer(PyObject), names))
    )
    return None


@cython.cfunc
def transition(left: cython.pointer(PyObject), right: cython.pointer(PyObject)) -> cython.pointer(Transition):
    """What `left // right` makes of two shapes: the `result`, and its `moves`: for each place the place in
    `left` its value comes from, or the complement of the place in `right`.

    The caller tells `forget` when it is done with it."""
    step: cython.pointer(Transition)
    a: Shape = cython.cast(Shape, left)
    b: Shape = cython.cast(Shape, right)
    keys: cython.pointer(cython.pointer(PyObject))
    moves: cython.p_int
    result: Shape
    count: cython.int
    i: cython.int
    place: cython.int
    step = steps + ((mixed(mixed(1, left), right) >> 32) & (STEPS - 1))
    if step.left == left and step.right == right:
        return step
    keys = cython.cast(
        cython.pointer(cython.pointer(PyObject)),
        PyMem_Malloc((a.count + b.count + 1) * cython.sizeof(cython.p_void)),
    )
    moves = cython.cast(cython.p_int, PyMem_Malloc((a.count + b.count + 1) * cython.sizeof(cython.int)))
    if keys == cython.NULL or moves == cython.NULL:
        raise MemoryError
    if b.count > a.count:
        result = b
        count = b.count
        for i in range(count):
            keys[i] = b.keys[i]
            moves[i] = ~i
        for i in range(a.count):
            if place_of(right, a.keys[i]) < 0:
                keys[count] = a.keys[i]
                moves[count] = i
                count += 1
    else:
        result = a
        count = a.count
        for i in range(count):
            keys[i] = a.keys[i]
            moves[i] = i
        for i in range(b.count):
            place = place_of(left, b.keys[i])
            if place < 0:
                place = count
                keys[count] = b.keys[i]
                count += 1
            moves[place] = ~i
    if count > result.count:
        result = shape_of_keys(keys, count)
    PyMem_Free(keys)
    if count > SHARED:
        step = cython.address(unshared)
    else:
        Py_XDECREF(step.left)
        Py_XDECREF(step.right)
        Py_INCREF(a)
        Py_INCREF(b)
    Py_XDECREF(step.result)
    PyMem_Free(step.moves)
    Py_INCREF(result)
    step.left = left
    step.right = right
    step.result = cython.cast(cython.pointer(PyObject), result)
    step.moves = moves
    return step


@cython.cfunc
@cython.exceptval(check=False)
def forget(step: cython.pointer(Transition)) -> cython.void:
    """Done with a transition: one that is too large to be remembered gives its memory back."""
    if step == cython.address(unshared):
        PyMem_Free(step.moves)
        Py_XDECREF(step.result)
        step.moves = cython.NULL
        step.result = cython.NULL


@cython.cfunc
def alphabetical(shape: Shape) -> tuple:
    """The names of a shape in order; `places` then tells where each stands."""
    i: cython.int = 0
    name: str
    if shape.alphabet is None:
        names: tuple = tuple(sorted(shape.names))
        shape.places = cython.cast(cython.p_int, PyMem_Malloc((shape.count + 1) * cython.sizeof(cython.int)))
        if shape.places == cython.NULL:
            raise MemoryError
        for name in names:
            shape.places[i] = place_of(
                cython.cast(cython.pointer(PyObject), shape), cython.cast(cython.pointer(PyObject), name)
            )
            i += 1
        shape.alphabet = names
    return shape.alphabet
