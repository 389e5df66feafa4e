"""Values of the Nix language, and the machinery no Nix program can observe.

What a value is. Where Python has the thing, the value is the Python object:

    integer   int, always within 64 bits        string without context   str (bytes as latin-1)
    float     float                             list                     tuple
    boolean   bool                              null                     None

and the classes below are the rest: `AttrSet`, `Path`, `ContextString`, and the three kinds of
function `Closure`, `Builtin`, `PartialCall`. Values never change, so they may be shared freely.

What forcing is. A list item, an attribute or a variable may hold a `Thunk`: code with the environment
it runs in, or, once it has run, its result. `machine.force` runs it once and returns the value, which
is never itself a thunk (weak head normal form). Whoever takes something out of a list or set forces it.

Env, Thunk and Closure are created millions of times, so they hold bare references that this module's
own deallocators release; everybody else goes through `new_env`, `new_thunk`, `new_closure`.
"""

import cython
from cython.cimports.cpython.dict import PyDict_Copy, PyDict_Merge
from cython.cimports.cpython.object import PyTypeObject, destructor
from cython.cimports.evaluator.values import (
    PyObject_Free,
    Ref,
    raw_decref,
    raw_incref,
    raw_xdecref,
)

# ---------------------------------------------------------------- what programs can observe


class AttrSet:
    """An attribute set: `d` maps names to values or thunks, in no particular order.

    `origin` tells where names were written: see origins.py. Sets do not change once built; `d` must not
    be written to by anyone but its builder.

    A large set with a small one laid over it is not copied: it keeps `over` and `base` in place of its
    own `table` until somebody asks for all of it (`entries`; a name alone is found by `find_attr`).
    """

    def __init__(self, d: dict, origin: object = None) -> None:
        self.table = d
        self.origin = origin

    @property
    def d(self) -> dict:
        """All attributes by name."""
        return entries(self)

    def __repr__(self) -> str:
        return f"AttrSet({sorted(self.d)!r})"


@cython.cfunc
def flatten(attrs: AttrSet) -> dict:
    """Give a layered set its table. The sets below stay as they are."""
    layers: list = []
    current: AttrSet = attrs
    result: dict
    while current.table is None:
        layers.append(current.over)
        current = current.base
    result = PyDict_Copy(current.table)
    while layers:
        PyDict_Merge(result, layers.pop(), 1)
    attrs.table = result
    attrs.over = None
    attrs.base = None
    attrs.depth = 0
    return result


class Path:
    """A path: absolute and normalised, without a trailing slash."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __repr__(self) -> str:
        return f"Path({self.path!r})"


class ContextString:
    """A string that depends on store objects. `context` is never empty and holds the encoded elements:
    `/nix/store/p` (a path), `!out!/nix/store/x.drv` (an output), `=/nix/store/x.drv` (a whole closure)."""

    def __init__(self, s: str, context: frozenset) -> None:
        self.s = s
        self.context = context

    def __repr__(self) -> str:
        return f"ContextString({self.s!r}, {set(self.context)!r})"


class Closure:
    """A function of the program: code with the environment it was made in."""

    @property
    def function_code(self) -> object:
        """The `Code` of the function."""
        return cython.cast(object, self.code)

    @property
    def environment(self) -> object:
        """The `Env` the function was made in, or None."""
        return None if self.env == cython.NULL else cython.cast(object, self.env)


class Builtin:
    """A function of the language itself. `function` takes `arity` values or thunks and returns a value.
    `breakpoint` is a debugger's wish to hear of each call."""

    def __init__(self, name: str, arity: int, function: object) -> None:
        self.name = name
        self.arity = arity
        self.function = function
        self.breakpoint = False

    def __repr__(self) -> str:
        return f"Builtin({self.name})"


class PartialCall:
    """A closure or builtin applied to fewer arguments than it takes."""

    def __init__(self, function: object, args: tuple) -> None:
        self.function = function
        self.args = args


# ---------------------------------------------------------------- what programs cannot observe


class Merge:
    """The origin of `left // right`: a name in `right` comes from there, any other from `left`, which is
    an origin itself. `depth` bounds the chain: `origins.merge` flattens long ones."""

    def __init__(self, left: object, right: AttrSet, depth: int) -> None:
        self.left = left
        self.right = right
        self.depth = depth


class Env:
    """The variables of one activation: `slots`, and `up`, the environment around it.

    Slots are empty until the binding is made. Only the machine writes to them.
    """

    @property
    def parent(self) -> object:
        """The environment around this one, or None."""
        return None if self.up == cython.NULL else cython.cast(object, self.up)

    def slot(self, index: cython.int) -> object:
        """The value or thunk in a slot; raises IndexError if there is none (yet)."""
        if index < 0 or index >= self.count or self.slots[index] == cython.NULL:
            raise IndexError(index)
        return cython.cast(object, self.slots[index])

    def put(self, index: cython.int, value: object) -> None:
        """Fill a slot anew, as a debugger does that tries out another value."""
        if index < 0 or index >= self.count:
            raise IndexError(index)
        raw_incref(cython.cast(Ref, value))
        raw_xdecref(self.slots[index])
        self.slots[index] = cython.cast(Ref, value)


class Thunk:
    """A delayed value. Pending: `code` is a `Code` and `payload` an environment, or `code` is a function
    and `payload` the tuple of its arguments. Running: `code` is the black hole, `payload` is empty.
    Finished: no `code`, and the value as `payload`."""

    def __init__(self, function: object, args: tuple) -> None:
        """A thunk that will apply `function` (any function value) to `args`."""
        if self.code != cython.NULL or self.payload != cython.NULL:
            raise ValueError("a thunk is made once")
        raw_incref(cython.cast(Ref, function))
        raw_incref(cython.cast(Ref, args))
        self.code = cython.cast(Ref, function)
        self.payload = cython.cast(Ref, args)

    @property
    def finished(self) -> bool:
        """Whether the value is there."""
        return self.code == cython.NULL

    @property
    def running(self) -> bool:
        """Whether the thunk is being evaluated now."""
        return self.code == black_hole

    @property
    def value(self) -> object:
        """The value of a finished thunk."""
        if self.code != cython.NULL:
            raise ValueError("the thunk is not finished")
        return cython.cast(object, self.payload)

    @property
    def pending_code(self) -> object:
        """The `Code` of a pending thunk, or the function it will call."""
        return cython.cast(object, self.code)

    @property
    def environment(self) -> object:
        """The `Env` of a pending thunk, the tuple of arguments if it will call a function, or None."""
        if self.code == cython.NULL or self.payload == cython.NULL:
            return None
        return cython.cast(object, self.payload)

    def finish_with(self, value: object) -> None:
        """Have this value, whatever the thunk would give or has given. A debugger tries out another value
        with it. Raises ValueError for a thunk that is running."""
        if self.code == black_hole:
            raise ValueError("the thunk is running")
        raw_incref(cython.cast(Ref, value))
        raw_xdecref(self.code)
        raw_xdecref(self.payload)
        self.code = cython.NULL
        self.payload = cython.cast(Ref, value)


_BLACK_HOLE = Builtin("black hole", 0, None)
black_hole = cython.cast(Ref, _BLACK_HOLE)


@cython.cfunc
@cython.exceptval(check=False)
def free_env(memory: Ref) -> cython.void:
    i: cython.int
    for i in range(cython.cast(Env, memory).count):
        raw_xdecref(cython.cast(Env, memory).slots[i])
    raw_xdecref(cython.cast(Env, memory).up)
    PyObject_Free(memory)


@cython.cfunc
@cython.exceptval(check=False)
def free_thunk(memory: Ref) -> cython.void:
    if cython.cast(Thunk, memory).code != black_hole:
        raw_xdecref(cython.cast(Thunk, memory).code)
    raw_xdecref(cython.cast(Thunk, memory).payload)
    PyObject_Free(memory)


@cython.cfunc
@cython.exceptval(check=False)
def free_closure(memory: Ref) -> cython.void:
    raw_decref(cython.cast(Closure, memory).code)
    raw_xdecref(cython.cast(Closure, memory).env)
    PyObject_Free(memory)


cython.cast(cython.pointer(PyTypeObject), Env).tp_dealloc = cython.cast(destructor, free_env)
cython.cast(cython.pointer(PyTypeObject), Thunk).tp_dealloc = cython.cast(destructor, free_thunk)
cython.cast(cython.pointer(PyTypeObject), Closure).tp_dealloc = cython.cast(destructor, free_closure)
