"""Code objects: what the compiler makes of a delayed expression, a function or a file.

A code object is compiled the first time it is entered (`machine` asks `compiler.compile_code`): until
then it holds its syntax tree and nothing else, so that the many bindings of nixpkgs nobody asks for
cost neither time nor memory.
"""

import cython
from cython.cimports.cpython.mem import PyMem_Free
from cython.cimports.cpython.ref import Py_XDECREF


@cython.final
@cython.no_gc
@cython.cclass
class Unit:
    """A stretch of program that runs with one environment of its own: `slots` counts its variables,
    `parent` is the unit around it. A unit without slots runs in its parent's environment.
    `names` lists (name, slot, start, end): which variable lives where over which stretch of text.
    `scope` is set as long as it is not resolved."""


@cython.final
@cython.no_gc
@cython.cclass
class Formals:
    """The set pattern of a function: `names` in source order; `defaults[i]` is the maker word of the
    default of name i, or -1. `places` tells where the names stand (or -1) in the shape of the last argument
    that fitted, `shape`: mostly the next one has it too."""

    @property
    def makers(self) -> list:
        """`defaults` as a list."""
        return [self.defaults[i] for i in range(self.count)]

    def __dealloc__(self):
        PyMem_Free(self.defaults)
        PyMem_Free(self.places)
        Py_XDECREF(self.shape)


@cython.final
@cython.no_gc
@cython.cclass
class Template:
    """The static part of an attribute set literal: its `shape`, and the offsets (`starts`) its names are
    written at; `start` is where it begins, or -1 for a set that only a path of names makes (`a.b = 1`). It is the
    origin of the sets it makes."""

    @property
    def names(self) -> tuple:
        """The names, in the order of the program."""
        return self.shape.names

    def position(self, name: str) -> object:
        """(source, offset) of where a name is written, or None."""
        i: cython.int = 0
        other: object
        for other in self.shape.names:
            if other == name:
                return (self.source, self.starts[i])
            i += 1
        return None

    def __dealloc__(self):
        PyMem_Free(self.starts)


@cython.final
@cython.no_gc
@cython.cclass
class Program:
    """What all code of one file shares: its `source`, the resolver's `sugar`, the `globals` (name -> value), the
    number of the `owner` of what it makes without an environment, and the `listener` or None. Code for a
    listener has the instructions that hooks.py tells of, and each code object is handed to it as soon as it is
    compiled."""

    def __init__(self, source: object, sugar: dict, globals: dict, listener: object) -> None:
        self.source = source
        self.sugar = sugar
        self.globals = globals
        self.listener = listener


@cython.final
@cython.no_gc
@cython.cclass
class Code:
    """See the module's text. `ops` is NULL until compiled. `arity` counts the arguments (0 for thunks
    and files); the last one may have `formals`. Environment slots 0..arity-1 hold the arguments, the
    names of the pattern follow, then the variables of `let`, `rec` and `with`.

    `spans` holds fours (pc, start, end, reported offset), ascending by pc; pc is that of the word after
    the instruction's first. `functions` lists the `Lambda` nodes of a function, one per argument. `parent`
    and `name` (of the binding) give a code its place in the file. Code that comes from the cache has an
    `image` (image.py) and its `index` there in place of a node and a unit. `skipped` and `hits` belong to a
    debugger: whether its steps pass by, and how often each TRAP was reached (NULL if nobody counts).
    """

    def __dealloc__(self):
        PyMem_Free(self.ops)
        PyMem_Free(self.constants)
        PyMem_Free(self.spans)
        PyMem_Free(self.hits)

    @property
    def source(self) -> object:
        """The source text this code was compiled from."""
        return self.program.source

    @property
    def compiled(self) -> bool:
        """Whether this code has been entered."""
        return self.ops != cython.NULL

    @property
    def words(self) -> list:
        """The instruction words (empty until compiled)."""
        return [self.ops[i] for i in range(self.nops)]

    @property
    def places(self) -> list:
        """`spans` as (pc, start, end, reported offset) tuples."""
        return [
            (self.spans[i], self.spans[i + 1], self.spans[i + 2], self.spans[i + 3])
            for i in range(0, 4 * self.nspans, 4)
        ]

    @property
    def values(self) -> list:
        """The constants that instructions refer to."""
        return list(self.keep or [])

    @property
    def variables(self) -> list:
        """(name, slot, start, end) of each variable of this code's own environment; the name of a `with`
        set is None. Empty if it runs in the environment around it."""
        if self.image is not None:
            return self.image.variables(self)
        return list(self.unit.names or [])

    @property
    def scopes(self) -> list:
        """The variables (see `variables`) of every environment in the chain that this code runs in,
        its own or the nearest one first."""
        code: Code = self
        result: list = []
        while code is not None:
            if code.own_environment:
                result.append(code.variables)
            code = code.parent
        return result

    @property
    def own_environment(self) -> bool:
        """Whether entering this code makes an environment."""
        return self.nslots > 0 or (self.unit is not None and self.unit.slots > 0)

    @property
    def pattern(self) -> Formals | None:
        """The set pattern of the last argument, or None."""
        return self.formals

    @property
    def argument_count(self) -> int:
        """How many arguments the function takes; 0 for thunks and files."""
        return self.arity

    def instruction(self, pc: cython.int) -> int:
        """The opcode of the instruction that `pc` is in; -1 if unknown."""
        at: cython.int = self.span_index(pc)
        return -1 if at < 0 else self.ops[self.spans[at] - 1] & 0xFF

    def span(self, pc: cython.int) -> tuple:
        """(start, end, reported offset) of the instruction that `pc` is in; (-1, -1, -1) if unknown."""
        at: cython.int = self.span_index(pc)
        if at < 0:
            return (-1, -1, -1)
        return (self.spans[at + 1], self.spans[at + 2], self.spans[at + 3])

    def span_index(self, pc: cython.int) -> int:
        """Where in `spans` the entry for `pc` begins, or -1."""
        low: cython.int = 0
        high: cython.int = self.nspans
        middle: cython.int
        while low < high:
            middle = (low + high) // 2
            if self.spans[4 * middle] <= pc:
                low = middle + 1
            else:
                high = middle
        return 4 * (low - 1) if low > 0 else -1


def __getattr__(name: str):
    """`CodeKind` for interpreted code."""
    from evaluator.enums import enum_of

    return enum_of(__name__, name)
