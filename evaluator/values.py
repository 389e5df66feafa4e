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

Who owns what. A session that keeps values after an edit (keeping.py) has to know whose doing a look at a file is. So
each environment and each delayed call bears a number, that of the file or call on whose behalf it was made, and
while a thunk runs, what is made belongs to its owner. It is 0 where nobody keeps anything.

AttrSet, Env, Thunk and Closure are created millions of times, so they hold bare references that this module's
own deallocators release; everybody else goes through `new_set`, `new_env`, `new_thunk`, `new_closure`.
"""

from sys import intern

import cython
from cython.cimports.cpython.dict import PyDict_Next
from cython.cimports.cpython.mem import PyMem_Calloc
from cython.cimports.cpython.object import PyTypeObject, destructor
from cython.cimports.cpython.ref import PyObject
from cython.cimports.evaluator.shapes import (
    Shape,
    Transition,
    forget,
    is_interned,
    place_of,
    shape_of,
    shape_of_keys,
    transition,
)
from cython.cimports.evaluator.values import (
    Ref,
    allocate_by,
    begin_object,
    drop_block,
    find_attr,
    flat,
    give,
    intern_in_place,
    new_arguments,
    new_block,
    new_closure,
    new_set,
    out_of_memory,
    raw_decref,
    raw_incref,
    raw_xdecref,
    raw_xincref,
    shape_in,
    take,
    type_of,
    vectorcall_of,
)
from cython.cimports.libc.string import memset
from cython.cimports.posix.mman import (
    MAP_ANONYMOUS,
    MAP_FAILED,
    MAP_PRIVATE,
    PROT_READ,
    PROT_WRITE,
    madvise,
    mmap,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

# ---------------------------------------------------------------- what programs can observe


@cython.final
@cython.no_gc
@cython.cclass
class AttrSet:
    """An attribute set: a row of values or thunks, named by its `shape` (shapes.py). Sets do not change once
    built. `origin` tells where names were written: see origins.py.

    A large set with a small one laid over it is not copied: such a set has no shape, and in place of
    values [0] the set above, [1] the one below (which may be layered too), and [3] a number: 256 times the
    number of attributes, if none is in both, plus the layers. Once somebody needs all of it (`flat`; a name
    alone is found by `find_attr`), it has [2], the copy, instead of the first two.
    """

    def __init__(self, d: dict, origin: object = None) -> None:
        """The set with the names and values of `d`."""
        if self.shape != cython.NULL or self.values[2] != cython.NULL:
            raise ValueError("a set is made once")
        self.values[2] = give(new_attrs(d, origin))
        self.source = cython.NULL if origin is None else give(origin)

    @property
    def origin(self) -> object:
        """Where names were written."""
        return None if self.source == cython.NULL else cython.cast(object, self.source)

    @property
    def d(self) -> "Attributes":
        """All attributes by name."""
        view: Attributes = Attributes.__new__(Attributes)
        view.attrs = self
        return view

    def __repr__(self) -> str:
        return f"AttrSet({sorted(self.d)!r})"


@cython.final
@cython.no_gc
@cython.cclass
class Attributes:
    """The attributes of a set, to be read like a dict."""

    def __len__(self) -> int:
        return shape_in(self.attrs).count

    def __iter__(self) -> "Iterator[str]":
        return iter(shape_in(self.attrs).names)

    def __contains__(self, name: object) -> bool:
        return get_attr(self.attrs, name) is not MISSING

    def __getitem__(self, name: object) -> "Any":
        found: object = get_attr(self.attrs, name)
        if found is MISSING:
            raise KeyError(name)
        return found

    def __setitem__(self, name: object, value: object) -> None:
        """Replace an attribute, as a debugger does in a copy of an evaluation, or add one to a set that was
        made from a dict. Nobody else may change a set."""
        row: Ref = flat(cython.cast(Ref, self.attrs))
        key: str = intern(name)
        place: cython.int = place_of(cython.cast(AttrSet, row).shape, cython.cast(Ref, key))
        old: Ref
        if place >= 0:
            old = cython.cast(AttrSet, row).values[place]
            cython.cast(AttrSet, row).values[place] = give(value)
        else:
            if self.attrs.shape != cython.NULL:
                raise KeyError(name)
            old = self.attrs.values[2]
            self.attrs.values[2] = with_attr(
                old, cython.cast(Ref, key), cython.cast(Ref, value), cython.cast(AttrSet, old).source
            )
        raw_decref(old)

    def get(self, name: object, default: object = None) -> "Any":
        """The value or thunk under a name, or `default`."""
        found: object = get_attr(self.attrs, name)
        return default if found is MISSING else found

    def keys(self) -> tuple:
        """The names."""
        return shape_in(self.attrs).names

    def values(self) -> list:
        """The values and thunks, in the order of the names."""
        return [get_attr(self.attrs, name) for name in shape_in(self.attrs).names]

    def items(self) -> list:
        """(name, value or thunk) of each attribute."""
        return list(zip(self.keys(), self.values(), strict=True))


def set_with_itself(d: dict, name: str) -> AttrSet:
    """A set with one more attribute, which is the set (as `builtins` has it)."""
    everything: AttrSet = AttrSet(d)
    everything.d[name] = everything
    return everything


MISSING = object()
"""What `get_attr` gives for a name that is not there."""


@cython.cfunc
def get_attr(attrs: AttrSet, name: str) -> object:
    """The value or thunk under a name, interned or not; `MISSING` if there is none."""
    key: Ref = give(name)
    found: Ref
    if not is_interned(key):
        intern_in_place(cython.address(key))
    found = find_attr(cython.cast(Ref, attrs), key)
    result: object = MISSING if found == cython.NULL else cython.cast(object, found)
    raw_decref(key)
    return result


@cython.cfunc
def new_attrs(d: dict, origin: object) -> AttrSet:
    """The set with the names and values of a dict."""
    shape: Shape = shape_of(tuple(d))
    result: Ref = new_set(cython.cast(Ref, shape), cython.NULL if origin is None else cython.cast(Ref, origin))
    at: cython.Py_ssize_t = 0
    i: cython.int = 0
    key: cython.pointer(PyObject)
    value: cython.pointer(PyObject)
    while PyDict_Next(d, cython.address(at), cython.address(key), cython.address(value)):
        raw_incref(value)
        cython.cast(AttrSet, result).values[i] = value
        i += 1
    return take(result)


@cython.cfunc
@cython.exceptval(check=False)
def merge(left: Ref, right: Ref, origin: Ref) -> Ref:
    """`left // right` of two sets that are not layered, as a copy. Owned."""
    step: cython.pointer(Transition) = transition(cython.cast(AttrSet, left).shape, cython.cast(AttrSet, right).shape)
    result: Ref = new_set(step.result, origin)
    moves: cython.p_int = step.moves
    row: cython.pointer(Ref) = cython.cast(AttrSet, result).values
    a: cython.pointer(Ref) = cython.cast(AttrSet, left).values
    b: cython.pointer(Ref) = cython.cast(AttrSet, right).values
    v: Ref
    i: cython.int
    for i in range(cython.cast(Shape, step.result).count):
        v = a[moves[i]] if moves[i] >= 0 else b[~moves[i]]
        raw_incref(v)
        row[i] = v
    forget(step)
    return result


@cython.cfunc
@cython.exceptval(check=False)
def layer(left: Ref, right: Ref, origin: Ref) -> Ref:
    """`left // right` without copying `left`, if it is large and `right` is small; else NULL. Owned.

    The limits are those that measured best on nixpkgs, where overlays lay a few names over thousands.
    """
    size: cython.size_t
    layers: cython.size_t = 1
    more: cython.size_t
    result: AttrSet
    if cython.cast(AttrSet, left).shape != cython.NULL:
        size = cython.cast(Shape, cython.cast(AttrSet, left).shape).count
    elif cython.cast(AttrSet, left).values[2] != cython.NULL:
        size = cython.cast(Shape, cython.cast(AttrSet, cython.cast(AttrSet, left).values[2]).shape).count
    else:
        size = cython.cast(cython.size_t, cython.cast(AttrSet, left).values[3])
        layers = 1 + (size & 255)
        size >>= 8
    if size < LARGE or layers > DEEP or cython.cast(AttrSet, right).shape == cython.NULL:
        return cython.NULL
    more = cython.cast(Shape, cython.cast(AttrSet, right).shape).count
    if more * 4 > size:
        return cython.NULL
    result = AttrSet.__new__(AttrSet)
    raw_incref(right)
    raw_incref(left)
    raw_xincref(origin)
    result.source = origin
    result.values[0] = right
    result.values[1] = left
    result.values[3] = cython.cast(Ref, ((size + more) << 8) | layers)
    return give(result)


LARGE = cython.declare(cython.size_t, 128)
DEEP = cython.declare(cython.size_t, 8)


@cython.cfunc
@cython.exceptval(check=False)
def flatten(attrs: Ref) -> Ref:
    """The copy that a layered set amounts to, made at first need. The sets below stay as they are. Borrowed."""
    top: AttrSet = cython.cast(AttrSet, attrs)
    base: Ref
    above: Ref
    both: Ref
    if top.values[2] != cython.NULL:
        return top.values[2]
    # The small sets are merged first, so that the large one is copied once.
    above = top.values[0]
    raw_incref(above)
    base = top.values[1]
    while cython.cast(AttrSet, base).shape == cython.NULL:
        if cython.cast(AttrSet, base).values[2] != cython.NULL:
            base = cython.cast(AttrSet, base).values[2]
            break
        both = merge(cython.cast(AttrSet, base).values[0], above, cython.NULL)
        raw_decref(above)
        above = both
        base = cython.cast(AttrSet, base).values[1]
    both = merge(base, above, cython.NULL)
    raw_decref(above)
    top.values[2] = both
    above = top.values[0]
    base = top.values[1]
    top.values[0] = cython.NULL
    top.values[1] = cython.NULL
    raw_decref(above)
    raw_decref(base)
    return both


@cython.cfunc
@cython.exceptval(check=False)
def with_attr(attrs: Ref, name: Ref, value: Ref, origin: Ref) -> Ref:
    """A set with one attribute more, under an interned name that is not there yet; the last in order. Owned."""
    attrs = flat(attrs)
    shape: Shape = cython.cast(Shape, cython.cast(AttrSet, attrs).shape)
    single: Shape = shape_of_keys(cython.address(name), 1)
    step: cython.pointer(Transition) = transition(cython.cast(Ref, shape), cython.cast(Ref, single))
    result: Ref = new_set(step.result, origin)
    i: cython.int
    v: Ref
    for i in range(cython.cast(Shape, step.result).count):
        v = cython.cast(AttrSet, attrs).values[step.moves[i]] if step.moves[i] >= 0 else value
        raw_incref(v)
        cython.cast(AttrSet, result).values[i] = v
    forget(step)
    return result


@cython.final
@cython.no_gc
@cython.freelist(256)
@cython.cclass
class Path:
    """A path: absolute and normalised, without a trailing slash."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __repr__(self) -> str:
        return f"Path({self.path!r})"


@cython.final
@cython.no_gc
@cython.freelist(256)
@cython.cclass
class ContextString:
    """A string that depends on store objects. `context` is never empty and holds the encoded elements:
    `/nix/store/p` (a path), `!out!/nix/store/x.drv` (an output), `=/nix/store/x.drv` (a whole closure)."""

    def __init__(self, s: str, context: frozenset) -> None:
        self.s = s
        self.context = context

    def __repr__(self) -> str:
        return f"ContextString({self.s!r}, {set(self.context)!r})"


@cython.final
@cython.no_gc
@cython.cclass
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


@cython.final
@cython.no_gc
@cython.cclass
class Builtin:
    """A function of the language itself. `function` takes `arity` values or thunks and returns a value; `entry`
    is where its C code begins. `breakpoint` is a debugger's wish to hear of each call."""

    def __init__(self, name: str, arity: int, function: object) -> None:
        self.name = name
        self.arity = arity
        self.breakpoint = False
        self.supply(function)

    def supply(self, function: object) -> None:
        """Put the real function in the place of one that loads it."""
        self.function = function
        self.entry = vectorcall_of(cython.cast(Ref, function))

    def __repr__(self) -> str:
        return f"Builtin({self.name})"


@cython.final
@cython.no_gc
@cython.cclass
class PartialCall:
    """A closure or builtin applied to fewer arguments than it takes."""

    def __init__(self, function: object, args: tuple) -> None:
        self.function = function
        self.args = args


# ---------------------------------------------------------------- what programs cannot observe


@cython.final
@cython.no_gc
@cython.freelist(256)
@cython.cclass
class Merge:
    """The origin of `left // right`: a name in `right` comes from there, any other from `left`, which is
    an origin itself. `depth` bounds the chain: `origins.merged` shortens long ones."""

    def __init__(self, left: object, right: AttrSet, depth: int) -> None:
        self.left = left
        self.right = right
        self.depth = depth


@cython.final
@cython.no_gc
@cython.cclass
class Env:
    """The variables of one activation: `slots`, and `up`, the environment around it.

    Slots are empty until the binding is made. Only the machine writes to them.
    """

    @property
    def parent(self) -> object:
        """The environment around this one, or None."""
        return None if self.up == cython.NULL else cython.cast(object, self.up)

    @property
    def contents(self) -> list:
        """The values and thunks in all slots; `...` where there is none (yet)."""
        return [... if self.slots[i] == cython.NULL else cython.cast(object, self.slots[i]) for i in range(self.count)]

    @property
    def made_for(self) -> int:
        """The number of the owner."""
        return self.owner

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


@cython.final
@cython.no_gc
@cython.cclass
class Arguments:
    """What a delayed call passes, in the block of memory itself: such calls are made by the million. `told` says that
    messages have the place of the function for where it was called: true of calls with one argument."""


@cython.final
@cython.no_gc
@cython.cclass
class Failure:
    """Stands for the `code` of a thunk that has failed, and holds what it had as `code` and `payload` (None for none).
    `error` is what it failed with (vm/failing.py)."""


@cython.final
@cython.no_gc
@cython.cclass
class Thunk:
    """A delayed value. Pending: `code` is a `Code` and `payload` an environment, or `code` is a function
    and `payload` its `Arguments`. Running: `code` is the black hole, `payload` is empty.
    Finished: no `code`, and the value as `payload`. One that follows another has that
    as its `code`, and nothing as `payload`; one that has failed and will again has its `Failure` there, and passes
    for pending. A pending one with the `Code` of a function is made like a `Closure`, and becomes one when it is
    forced: that is all there is to evaluate, but it shows when it is printed."""

    def __init__(self, function: object, args: tuple, told: cython.bint = False) -> None:
        """A thunk that will apply `function` (any function value) to `args`; `told` as in `Arguments`."""
        if self.code != cython.NULL or self.payload != cython.NULL:
            raise ValueError("a thunk is made once")
        i: cython.int
        self.code = give(function)
        self.payload = new_arguments(len(args))
        for i in range(len(args)):
            cython.cast(Arguments, self.payload).items[i] = give(args[i])
        if told:
            cython.cast(Arguments, self.payload).told = True

    @property
    def told(self) -> bool:
        """Whether a pending thunk will make a call that is `told`."""
        payload: Ref = delayed_payload(self)
        return (
            payload != cython.NULL
            and type_of(payload) == cython.cast(cython.pointer(PyTypeObject), Arguments)
            and cython.cast(Arguments, payload).told
        )

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
        if has_failed(self):
            return cython.cast(Failure, self.code).code
        return cython.cast(object, self.code)

    def as_function(self) -> object:
        """The function that a delayed function is, for somebody who must not force it. Only to be asked of a pending
        thunk with the `Code` of a function."""
        return take(new_closure(self.code, self.payload))

    @property
    def environment(self) -> object:
        """The `Env` of a pending thunk, the tuple of arguments if it will call a function, or None."""
        payload: Ref = delayed_payload(self)
        if payload == cython.NULL:
            return None
        if type_of(payload) != cython.cast(cython.pointer(PyTypeObject), Arguments):
            return cython.cast(object, payload)
        args: Arguments = cython.cast(Arguments, payload)
        return tuple([cython.cast(object, args.items[i]) for i in range(args.count)])

    @property
    def made_for(self) -> int:
        """The number of the owner of a pending thunk that has an environment or arguments, else 0."""
        payload: Ref = delayed_payload(self)
        if payload == cython.NULL:
            return 0
        if type_of(payload) == cython.cast(cython.pointer(PyTypeObject), Arguments):
            return cython.cast(Arguments, payload).owner
        return cython.cast(Env, payload).owner

    def fail_with(self, error: object) -> None:
        """Fail with this error from now on, if pending."""
        if self.code == cython.NULL or self.code == black_hole or has_failed(self):
            return
        failure: Failure = Failure.__new__(Failure)
        failure.code = take(self.code)
        failure.payload = None if self.payload == cython.NULL else take(self.payload)
        failure.error = error
        self.code = give(failure)
        self.payload = cython.NULL

    def follow(self, other: object) -> None:
        """Have the value of another thunk or value from now on. Raises ValueError for a thunk that is running."""
        if type(other) is not Thunk:
            self.finish_with(other)
            return
        if self.code == black_hole or other is self:
            raise ValueError("the thunk is running")
        raw_incref(cython.cast(Ref, other))
        raw_xdecref(self.code)
        raw_xdecref(self.payload)
        self.code = cython.cast(Ref, other)
        self.payload = cython.NULL

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


@cython.cfunc
@cython.exceptval(check=False)
def has_failed(thunk: Thunk) -> cython.bint:
    return thunk.code != cython.NULL and type_of(thunk.code) == cython.cast(cython.pointer(PyTypeObject), Failure)


@cython.cfunc
@cython.exceptval(check=False)
def delayed_payload(thunk: Thunk) -> Ref:
    """The payload of a pending thunk, borrowed; NULL if it has none or is finished."""
    if has_failed(thunk):
        payload: object = cython.cast(Failure, thunk.code).payload
        return cython.NULL if payload is None else cython.cast(Ref, payload)
    return cython.NULL if thunk.code == cython.NULL else thunk.payload


owner = 0


def act_for(number: cython.int) -> int:
    """Make things on another owner's behalf from now on; returns the number of the one before."""
    global owner
    before: cython.int = owner
    owner = number
    return before


def acting_for() -> int:
    """The number of the owner of what is made now."""
    return owner


_BLACK_HOLE = Builtin("black hole", 0, None)
black_hole = cython.cast(Ref, _BLACK_HOLE)


# These objects are small and many, and none is ever seen by the cyclic collector, so their memory comes from
# lists of free blocks: a few instructions in line, against two calls into the interpreter's allocator.

BLOCKS = cython.declare(cython.size_t, 1 << 16)
REGION = cython.declare(cython.size_t, 1 << 22)
# MADV_POPULATE_WRITE, of which the C library's header may not know.
POPULATE = cython.declare(cython.int, 23)
region = cython.declare(cython.p_char, cython.NULL)
region_left = cython.declare(cython.size_t, 0)
spare = cython.cast(cython.pointer(Ref), PyMem_Calloc(17, cython.sizeof(Ref)))


@cython.cfunc
@cython.exceptval(check=False)
def more_blocks(words: cython.size_t) -> Ref:
    """A block of a size whose list is empty; the list gets the others of a new chunk of memory."""
    global region, region_left
    chunk: cython.pointer(Ref)
    i: cython.size_t = words
    last: cython.size_t = BLOCKS // cython.sizeof(Ref) - words
    if region_left == 0:
        region_left = REGION // BLOCKS
        region = cython.cast(
            cython.p_char, mmap(cython.NULL, REGION, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        )
        if cython.cast(cython.p_void, region) == MAP_FAILED:
            out_of_memory()
    chunk = cython.cast(cython.pointer(Ref), region)
    # One call of the system for sixteen pages, in place of sixteen faults. Where it does not know this, they come.
    madvise(chunk, BLOCKS, POPULATE)
    region += BLOCKS
    region_left -= 1
    # Not `range`, which is an object of Python if the step is no constant.
    while i <= last:
        chunk[i] = spare[words]
        spare[words] = cython.cast(Ref, chunk + i)
        i += words
    return cython.cast(Ref, chunk)


@cython.cfunc
@cython.exceptval(check=False)
def new_object(kind: cython.pointer(PyTypeObject), count: cython.Py_ssize_t) -> Ref:
    """What Python calls to allocate an object of these types."""
    memory: Ref = new_block(kind.tp_basicsize)
    memset(memory, 0, kind.tp_basicsize)
    begin_object(memory, kind)
    return memory


@cython.cfunc
@cython.exceptval(check=False)
def free_env(memory: Ref) -> cython.void:
    count: cython.int = cython.cast(Env, memory).count
    i: cython.int
    for i in range(count):
        raw_xdecref(cython.cast(Env, memory).slots[i])
    raw_xdecref(cython.cast(Env, memory).up)
    drop_block(
        memory,
        cython.cast(cython.pointer(PyTypeObject), Env).tp_basicsize
        + (count - 1) * cython.cast(cython.Py_ssize_t, cython.sizeof(Ref)),
    )


@cython.cfunc
@cython.exceptval(check=False)
def free_attrs(memory: Ref) -> cython.void:
    """Sets within sets are freed one by one, not each within the last, when they are nested too deep."""
    global freeing, waiting
    i: cython.int
    count: cython.int
    size: cython.Py_ssize_t
    if freeing >= 1000:
        raw_xdecref(cython.cast(AttrSet, memory).source)
        cython.cast(AttrSet, memory).source = waiting
        waiting = memory
        return
    freeing += 1
    raw_xdecref(cython.cast(AttrSet, memory).source)
    while True:
        count = 3
        size = cython.cast(cython.pointer(PyTypeObject), AttrSet).tp_basicsize
        if cython.cast(AttrSet, memory).shape != cython.NULL:
            count = cython.cast(Shape, cython.cast(AttrSet, memory).shape).count
            size += (count - 4) * cython.cast(cython.Py_ssize_t, cython.sizeof(Ref))
            raw_decref(cython.cast(AttrSet, memory).shape)
        for i in range(count):
            raw_xdecref(cython.cast(AttrSet, memory).values[i])
        drop_block(memory, size)
        if freeing > 1 or waiting == cython.NULL:
            break
        memory = waiting
        waiting = cython.cast(AttrSet, memory).source
    freeing -= 1


freeing = cython.declare(cython.int, 0)
waiting = cython.declare(Ref, cython.NULL)


@cython.cfunc
@cython.exceptval(check=False)
def free_arguments(memory: Ref) -> cython.void:
    count: cython.int = cython.cast(Arguments, memory).count
    i: cython.int
    for i in range(count):
        raw_decref(cython.cast(Arguments, memory).items[i])
    drop_block(
        memory,
        cython.cast(cython.pointer(PyTypeObject), Arguments).tp_basicsize
        + (count - 1) * cython.cast(cython.Py_ssize_t, cython.sizeof(Ref)),
    )


@cython.cfunc
@cython.exceptval(check=False)
def free_thunk(memory: Ref) -> cython.void:
    if cython.cast(Thunk, memory).code != black_hole:
        raw_xdecref(cython.cast(Thunk, memory).code)
    raw_xdecref(cython.cast(Thunk, memory).payload)
    drop_block(memory, cython.cast(cython.pointer(PyTypeObject), Thunk).tp_basicsize)


@cython.cfunc
@cython.exceptval(check=False)
def free_closure(memory: Ref) -> cython.void:
    raw_decref(cython.cast(Closure, memory).code)
    raw_xdecref(cython.cast(Closure, memory).env)
    drop_block(memory, cython.cast(cython.pointer(PyTypeObject), Closure).tp_basicsize)


cython.cast(cython.pointer(PyTypeObject), AttrSet).tp_dealloc = cython.cast(destructor, free_attrs)
cython.cast(cython.pointer(PyTypeObject), Env).tp_dealloc = cython.cast(destructor, free_env)
cython.cast(cython.pointer(PyTypeObject), Arguments).tp_dealloc = cython.cast(destructor, free_arguments)
cython.cast(cython.pointer(PyTypeObject), Thunk).tp_dealloc = cython.cast(destructor, free_thunk)
cython.cast(cython.pointer(PyTypeObject), Closure).tp_dealloc = cython.cast(destructor, free_closure)
allocate_by(cython.cast(cython.pointer(PyTypeObject), AttrSet), new_object)
allocate_by(cython.cast(cython.pointer(PyTypeObject), Env), new_object)
allocate_by(cython.cast(cython.pointer(PyTypeObject), Thunk), new_object)
allocate_by(cython.cast(cython.pointer(PyTypeObject), Closure), new_object)
