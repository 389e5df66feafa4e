"""What an evaluation does for the first time: a recorder of the machine (vm/hooks.py).

Noted are pairs of instructions that follow one another, calls of builtins with the sorts of their arguments (as the
builtin left them: what it did not force is `delayed`), and branches taken: where execution goes on after an instruction
that chooses. Whoever starts this compiles for a listener (`Evaluation.listener`) and watches (`hooks.watch`).
"""

import cython
from cython.cimports.cpython.long import PyLong_AsLongLong
from cython.cimports.cpython.mem import PyMem_Calloc, PyMem_Free
from cython.cimports.cpython.object import PyTypeObject
from cython.cimports.evaluator.bytecode.code import Code, Template
from cython.cimports.evaluator.bytecode.opcode_numbers import Op
from cython.cimports.evaluator.values import (
    AttrSet,
    Builtin,
    Closure,
    ContextString,
    PartialCall,
    Path,
    Ref,
    Thunk,
    attr_count,
    raw_incref,
    type_of,
)
from cython.cimports.evaluator.vm import hooks
from cython.cimports.evaluator.vm.frame import Frame

from evaluator.bytecode.opcodes import TABLE

SORTS = (
    "delayed", "null", "false", "true", "zero", "positive", "negative", "float", "empty string", "string",
    "bytes", "string with context", "path", "empty list", "list of one", "list", "empty set", "set",
    "function", "builtin", "partial call", "other",
)  # fmt: skip
"""The sorts of values that calls are told apart by; `bytes` is a string that is not ASCII."""

_PAIRS = cython.declare(cython.int, 1 << 16)
_UNREACHED = cython.declare(cython.int, -1)

words = cython.declare(cython.int[256])
items = cython.declare(cython.int[256])
counted = cython.declare(cython.bint[256])
pairs = cython.declare(cython.p_char, cython.NULL)
new_pairs: list = []
calls = cython.declare(cython.pointer(Call), cython.NULL)
calls_room = cython.declare(cython.Py_ssize_t, 0)
calls_count = cython.declare(cython.Py_ssize_t, 0)
new_calls: list = []
new_branches: list = []


@cython.cfunc
@cython.exceptval(check=False)
def width(code: Code, pc: cython.int) -> cython.int:
    """How many words the instruction at `pc` has."""
    op: cython.int = code.ops[pc] & 0xFF
    count: cython.int = code.ops[pc] >> 8
    if items[op] == 0:
        return 1 + words[op]
    if counted[op]:
        count = code.ops[pc + 1]
    elif op == Op.ATTRS_OP:
        count = cython.cast(Template, code.constants[count]).shape.count
    return 1 + words[op] + items[op] * count


def read_table() -> None:
    """Fill `words` (those that always follow an instruction's first), `items` (those that follow for each of its items)
    and `counted` (whether the number of items is the first of `words`, not the operand) from the table of opcodes."""
    number: cython.int = 0
    part: str
    for row in TABLE:
        words[number] = items[number] = 0
        counted[number] = row.more.startswith("count, ")
        for part in row.more.replace("(level, slot)", "pair").split(", ") if row.more else ():
            if not part.startswith("count x "):
                words[number] += 1
            else:
                items[number] = 2 if part.endswith("pair") else 1
        number += 1


@cython.cfunc
@cython.exceptval(check=False)
def is_trap(word: cython.int) -> cython.bint:
    return (word & 0xFF) == Op.TRAP_OP or (word & 0xFF) == Op.BREAK_OP


@cython.cfunc
@cython.exceptval(check=False)
def mark(code: Code) -> cython.int:
    """Make room for the counts of a code's TRAPs, those that begin a branch marked as unreached. -1: no memory."""
    pc: cython.int = 0
    after: cython.int
    op: cython.int
    target: cython.int
    code.hits = cython.cast(cython.p_int, PyMem_Calloc(code.nops + 1, cython.sizeof(cython.int)))
    if code.hits == cython.NULL:
        return -1
    while pc < code.nops:
        op = code.ops[pc] & 0xFF
        after = pc + width(code, pc)
        target = -1
        if op == Op.JUMP_FALSE_OP or op == Op.AND_OP or op == Op.OR_OP or op == Op.IMPLIES_OP:
            target = code.ops[pc] >> 8
        elif op == Op.SELECT_OR_OP or op == Op.SELECT_OR_DYNAMIC_OP or op == Op.SELECT_PATH_OP:
            target = code.ops[pc + 1]
        if target >= 0:
            if after < code.nops and is_trap(code.ops[after]):
                code.hits[after + 1] = _UNREACHED
            if target < code.nops and is_trap(code.ops[target]):
                code.hits[target + 1] = _UNREACHED
        pc = after
    return 0


@cython.cfunc
@cython.exceptval(check=False)
def follow(code: Code, pc: cython.int) -> cython.void:
    """Note the pairs of instructions from the TRAP at `pc` to the next one, or to the end."""
    last: cython.int
    op: cython.int
    pc += 1
    if pc >= code.nops:
        return
    last = code.ops[pc] & 0xFF
    while not is_trap(code.ops[pc]):
        if last == Op.JUMP_OP:
            pc = code.ops[pc] >> 8
        elif last == Op.RETURN_OP or last == Op.LEAVE_OP or last == Op.LEAVE_BREAK_OP:
            return
        else:
            pc += width(code, pc)
        if pc >= code.nops:
            return
        op = code.ops[pc] & 0xFF
        if not is_trap(op) and not pairs[(last << 8) + op]:
            pairs[(last << 8) + op] = 1
            new_pairs.append((last, op))
        last = op


@cython.cfunc
@cython.exceptval(check=False)
def reached(frame: cython.pointer(Frame)) -> cython.void:
    """An expression is reached."""
    code: Ref = frame.code
    pc: cython.int = cython.cast(cython.int, frame.pc - cython.cast(Code, code).ops)
    hits: cython.int
    if cython.cast(Code, code).hits == cython.NULL and mark(cython.cast(Code, code)) < 0:
        return
    hits = cython.cast(Code, code).hits[pc]
    if hits > 0:
        return
    cython.cast(Code, code).hits[pc] = 1
    follow(cython.cast(Code, code), pc - 1)
    if hits == _UNREACHED:
        new_branches.append((cython.cast(object, code), pc))


@cython.cfunc
@cython.exceptval(check=False)
def sort_of(v: Ref) -> cython.uint:
    """The sort of a value, as an index into `SORTS`."""
    t: cython.pointer(PyTypeObject) = type_of(v)
    overflow: cython.longlong
    if t == cython.cast(cython.pointer(PyTypeObject), Thunk):
        if cython.cast(Thunk, v).code != cython.NULL or cython.cast(Thunk, v).payload == cython.NULL:
            return 0
        v = cython.cast(Thunk, v).payload
        t = type_of(v)
    if v == cython.cast(Ref, None):
        return 1
    if t == cython.cast(cython.pointer(PyTypeObject), bool):
        return 3 if cython.cast(object, v) is True else 2
    if t == cython.cast(cython.pointer(PyTypeObject), int):
        overflow = PyLong_AsLongLong(cython.cast(object, v))
        return 4 if overflow == 0 else 5 if overflow > 0 else 6
    if t == cython.cast(cython.pointer(PyTypeObject), float):
        return 7
    if t == cython.cast(cython.pointer(PyTypeObject), str):
        return 8 if string_length(v) == 0 else 9 if is_ascii(v) else 10
    if t == cython.cast(cython.pointer(PyTypeObject), ContextString):
        return 11
    if t == cython.cast(cython.pointer(PyTypeObject), Path):
        return 12
    if t == cython.cast(cython.pointer(PyTypeObject), tuple):
        return 13 + (min(len(cython.cast(tuple, v)), 2))
    if t == cython.cast(cython.pointer(PyTypeObject), AttrSet):
        return 16 if attr_count(v) == 0 else 17
    if t == cython.cast(cython.pointer(PyTypeObject), Closure):
        return 18
    if t == cython.cast(cython.pointer(PyTypeObject), Builtin):
        return 19
    if t == cython.cast(cython.pointer(PyTypeObject), PartialCall):
        return 20
    return 21


@cython.cfunc
@cython.exceptval(check=False)
def called(frame: cython.pointer(Frame)) -> cython.void:
    """A builtin has returned."""
    sorts: cython.uint = 1
    i: cython.int
    at: cython.size_t
    global calls_count
    for i in range(min(frame.nargs, 5)):
        sorts = (sorts << 5) | sort_of(frame.args[i])
    if 2 * calls_count >= calls_room and more_calls() < 0:
        return
    at = place_of_call(frame.code, sorts)
    if calls[at].function != cython.NULL:
        return
    raw_incref(frame.code)
    calls[at].function = frame.code
    calls[at].sorts = sorts
    calls_count += 1
    new_calls.append((cython.cast(Builtin, frame.code).name, sorts))


@cython.cfunc
@cython.exceptval(check=False)
def place_of_call(function: Ref, sorts: cython.uint) -> cython.size_t:
    """Where a call is in the table, or would be."""
    at: cython.size_t = ((cython.cast(cython.size_t, function) >> 4) * 31 + sorts * 2654435761) & (calls_room - 1)
    while calls[at].function != cython.NULL and (calls[at].function != function or calls[at].sorts != sorts):
        at = (at + 1) & (calls_room - 1)
    return at


@cython.cfunc
@cython.exceptval(check=False)
def more_calls() -> cython.int:
    """Make the table of calls larger. -1: no memory."""
    global calls, calls_room
    old: cython.pointer(Call) = calls
    old_room: cython.Py_ssize_t = calls_room
    room: cython.Py_ssize_t = 4 * old_room if old_room else 4096
    i: cython.Py_ssize_t
    larger: cython.pointer(Call) = cython.cast(cython.pointer(Call), PyMem_Calloc(room, cython.sizeof(Call)))
    if larger == cython.NULL:
        return -1
    calls = larger
    calls_room = room
    for i in range(old_room):
        if old[i].function != cython.NULL:
            calls[place_of_call(old[i].function, old[i].sorts)] = old[i]
    PyMem_Free(old)
    return 0


@cython.cfunc
@cython.exceptval(check=False)
def note(frame: cython.pointer(Frame), happening: cython.int) -> cython.void:
    """Take note of an event."""
    if happening == hooks.Happening.TRAPPED:
        reached(frame)
    elif happening == hooks.Happening.LEFT and type_of(frame.code) == cython.cast(
        cython.pointer(PyTypeObject), Builtin
    ):
        called(frame)


def start() -> None:
    """Note what happens for the first time from now on, in place of any other recorder."""
    global pairs
    if pairs == cython.NULL:
        read_table()
        pairs = cython.cast(cython.p_char, PyMem_Calloc(_PAIRS, 1))
        if pairs == cython.NULL:
            raise MemoryError
    hooks.recorder = note


def drain() -> tuple:
    """What happened for the first time since this was last asked: ([(opcode, the one that followed)], [(name of a
    builtin, sorts of its arguments)], [(code, pc of the TRAP that a branch begins with)])."""
    found_pairs: list = list(new_pairs)
    found_calls: list = [(name, sorts_of(packed)) for name, packed in new_calls]
    found_branches: list = list(new_branches)
    for noted in (new_pairs, new_calls, new_branches):
        noted.clear()
    return found_pairs, found_calls, found_branches


def sorts_of(packed: int) -> tuple:
    """The names of sorts that `called` has packed into a number."""
    names: list = []
    while packed > 1:
        names.append(SORTS[packed & 31])
        packed >>= 5
    return tuple(names[::-1])
