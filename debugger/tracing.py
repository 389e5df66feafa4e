"""Timing every frame of an evaluation: a recorder of the machine (hooks.py).

A frame begins with its first TRAP, or as the call of a builtin, and ends when it is left. One that an error takes
away ends when a frame further out is heard of again. Only stretches that take a minimum of time are
kept, since an evaluation has millions.
"""

import cython
from cython.cimports.cpython.mem import PyMem_Free, PyMem_Realloc
from cython.cimports.evaluator.bytecode.code import Code
from cython.cimports.evaluator.vm import hooks
from cython.cimports.evaluator.vm.frame import Frame

running = cython.declare(cython.pointer(Running), cython.NULL)
depth = cython.declare(cython.Py_ssize_t, 0)
room = cython.declare(cython.Py_ssize_t, 0)
stretches = cython.declare(cython.pointer(Stretch), cython.NULL)
kept = cython.declare(cython.Py_ssize_t, 0)
kept_room = cython.declare(cython.Py_ssize_t, 0)
most = cython.declare(cython.Py_ssize_t, 0)
left_out = cython.declare(cython.longlong, 0)
minimum = cython.declare(cython.longlong, 0)


@cython.cfunc
@cython.exceptval(check=False)
def now() -> cython.longlong:
    t: timespec
    clock_gettime(CLOCK_MONOTONIC, cython.address(t))
    return cython.cast(cython.longlong, t.tv_sec) * 1000000000 + t.tv_nsec


@cython.cfunc
@cython.exceptval(check=False)
def close(time: cython.longlong) -> cython.void:
    """The innermost running frame ends."""
    global depth, kept, kept_room, stretches, left_out
    more: cython.pointer(Stretch)
    depth -= 1
    if time - running[depth].start < minimum or kept >= most:
        left_out += 1
        return
    if kept == kept_room:
        more = cython.cast(
            cython.pointer(Stretch),
            PyMem_Realloc(stretches, (2 * kept_room + 1024) * cython.sizeof(Stretch)),
        )
        if more == cython.NULL:
            left_out += 1
            return
        stretches = more
        kept_room = 2 * kept_room + 1024
    stretches[kept].code = running[depth].code
    stretches[kept].start = running[depth].start
    stretches[kept].end = time
    stretches[kept].depth = cython.cast(cython.int, depth)
    kept += 1


@cython.cfunc
@cython.exceptval(check=False)
def note(frame: cython.pointer(Frame), happening: cython.int) -> cython.void:
    """Note the beginning or the end of a frame."""
    global depth, running, room
    address: cython.size_t = cython.cast(cython.size_t, frame)
    more: cython.pointer(Running)
    time: cython.longlong
    begins: cython.bint = happening == hooks.Happening.CALLED
    if happening == hooks.Happening.TRAPPED:
        begins = frame.pc - cython.cast(Code, frame.code).ops == 1
    if not begins and (depth == 0 or running[depth - 1].address > address):
        return
    if not begins and happening == hooks.Happening.TRAPPED and running[depth - 1].address == address:
        return
    time = now()
    # What stands further in is gone, and so is another frame that stood here.
    while depth > 0 and running[depth - 1].address < address:
        close(time)
    if depth > 0 and running[depth - 1].address == address and (begins or happening == hooks.Happening.LEFT):
        close(time)
    if not begins:
        return
    if depth == room:
        more = cython.cast(
            cython.pointer(Running), PyMem_Realloc(running, (2 * room + 1024) * cython.sizeof(Running))
        )
        if more == cython.NULL:
            return
        running = more
        room = 2 * room + 1024
    running[depth].address = address
    running[depth].code = frame.code
    running[depth].start = time
    depth += 1


def start(least: cython.longlong, limit: cython.Py_ssize_t) -> int:
    """Time frames from now on, in place of any other recorder: keep at most `limit` stretches of at least
    `least` nanoseconds. Gives the time, in nanoseconds of a clock that only this module knows."""
    global minimum, most
    minimum = least
    most = limit
    hooks.recorder = note
    return now()


def take() -> tuple:
    """Stop, and give ([(id of the code or builtin, start, end, depth)] in the order they ended, how many
    were left out)."""
    global depth, room, running, kept, kept_room, stretches, left_out
    i: cython.Py_ssize_t
    hooks.recorder = cython.NULL
    while depth > 0:
        close(now())
    result = []
    for i in range(kept):
        result.append(
            (
                cython.cast(cython.size_t, stretches[i].code),
                stretches[i].start,
                stretches[i].end,
                stretches[i].depth,
            )
        )
    missing: cython.longlong = left_out
    PyMem_Free(stretches)
    PyMem_Free(running)
    stretches = cython.NULL
    running = cython.NULL
    kept = kept_room = room = depth = 0
    left_out = 0
    return result, missing
