"""Where a debugger takes hold of the machine.

Code that is compiled for a listener (`Program.listener`) has a TRAP before each expression and ends
with LEAVE; other code has neither and costs nothing. Both instructions count an *event*: an evaluation
that reads the same files counts the same events, so their number names a moment.

Frames are known by their address on the C stack, which grows downwards: as long as a frame lives, all
that it calls has lower addresses and all that called it higher ones. So "this frame or one that called
it" is one comparison, right under recursion. `arm` says when the machine calls the `observer`:

- at a TRAP, if its event number has reached `stop_event`, its frame's address `stop_frame`, or the
  pause flag is up; at a BREAK always: `observer.trapped(breakpoint)`;
- at a LEAVE, if its event number has reached `stop_event`, or its frame's address `leave_frame`:
  `observer.left(address, value)`, with the frame gone already;
- when an error leaves its first frame, with all frames still there: `observer.threw(error)`;
- at `builtins.break`: `observer.reached_break(value)`. These two are events as well.

What the observer raises ends the evaluation. `keep_history` records the last TRAPs and LEAVEs, at a few
nanoseconds each, for those who want to know how the evaluation got where it is.
"""

import cython
from cython.cimports.cpython.mem import PyMem_Calloc, PyMem_Free
from cython.cimports.evaluator.bytecode.code import Code
from cython.cimports.evaluator.vm.calls import Frame

NEVER = cython.declare(cython.longlong, 0x7FFFFFFFFFFFFFFF)
NOWHERE = cython.declare(cython.size_t, ~cython.cast(cython.size_t, 0))
lowered = cython.declare(cython.char, 0)

events = 0
stop_event = NEVER
stop_frame = cython.cast(cython.p_void, NOWHERE)
leave_frame = cython.cast(cython.p_void, NOWHERE)
pause_flag = cython.address(lowered)
history = cython.NULL
history_size = cython.declare(cython.Py_ssize_t, 0)
recorded = cython.declare(cython.Py_ssize_t, 0)

observer: object = None
"""Who is called; None if nobody debugs."""
_shared: object = None


@cython.cfunc
@cython.exceptval(-1, check=False)
def trap(breakpoint: cython.bint) -> cython.int:
    """Tell the observer of a TRAP or BREAK."""
    if observer is not None:
        observer.trapped(breakpoint)
    return 0


@cython.cfunc
@cython.exceptval(-1, check=False)
def leave(frame: cython.p_void, value: object) -> cython.int:
    """Tell the observer that a frame has its value."""
    if observer is not None:
        observer.left(cython.cast(cython.size_t, frame), value)
    return 0


def threw(error: object) -> None:
    """Tell the observer of an error when it leaves its first frame."""
    global events
    if observer is not None and not error.frames:
        events += 1
        observer.threw(error)


def reached_break(value: object) -> None:
    """Tell the observer of a call of `builtins.break`."""
    global events
    if observer is not None:
        events += 1
        observer.reached_break(value)


@cython.cfunc
@cython.exceptval(check=False)
def record(frame: cython.p_void, leaving: cython.bint) -> cython.int:
    """Note the present event in the history, over the oldest one if it is full."""
    moment: cython.pointer(Moment) = history + recorded % history_size
    f: cython.pointer(Frame) = cython.cast(cython.pointer(Frame), frame)
    moment.event = events
    moment.address = cython.cast(cython.size_t, frame)
    moment.code = cython.cast(cython.p_void, f.code)
    moment.env = cython.cast(cython.p_void, f.env)
    moment.thunk = cython.cast(cython.p_void, f.thunk)
    moment.pc = cython.cast(cython.int, f.pc - cython.cast(Code, f.code).ops)
    moment.leaving = leaving
    global recorded
    recorded += 1
    return 0


def keep_history(size: cython.Py_ssize_t) -> None:
    """Record the last `size` events from now on; 0 forgets all of them and stops recording."""
    global history, history_size, recorded
    PyMem_Free(history)
    history = cython.NULL
    recorded = 0
    history_size = size
    if size > 0:
        history = cython.cast(cython.pointer(Moment), PyMem_Calloc(size, cython.sizeof(Moment)))
        if history == cython.NULL:
            raise MemoryError


def history_length() -> int:
    """How many events can be read with `moment`."""
    return recorded if recorded < history_size else history_size


def moment(back: cython.Py_ssize_t) -> tuple:
    """The event recorded `back` events ago (0 is the last one): (event number, address of the frame,
    whether it left, id of its code, pc, id of its environment, id of its thunk; 0 for none)."""
    found: cython.pointer(Moment)
    if back < 0 or back >= recorded or back >= history_size:
        raise IndexError(back)
    found = history + (recorded - 1 - back) % history_size
    return (
        found.event,
        found.address,
        bool(found.leaving),
        cython.cast(cython.size_t, found.code),
        found.pc,
        cython.cast(cython.size_t, found.env),
        cython.cast(cython.size_t, found.thunk),
    )


def event() -> int:
    """The number of the last event."""
    return events


def set_event(number: cython.longlong) -> None:
    """Count on from `number`."""
    global events
    events = number


def arm(event: object = None, stop: object = None, leave: object = None) -> None:
    """When to call the observer: from this event on, at a TRAP in a frame of this address or above,
    when a frame of this address or above is left. None means never."""
    global stop_event, stop_frame, leave_frame
    stop_event = NEVER if event is None else event
    stop_frame = cython.cast(cython.p_void, NOWHERE if stop is None else cython.cast(cython.size_t, stop))
    leave_frame = cython.cast(cython.p_void, NOWHERE if leave is None else cython.cast(cython.size_t, leave))


def armed() -> tuple:
    """What `arm` was told last, as its arguments."""
    stop: cython.size_t = cython.cast(cython.size_t, stop_frame)
    leave: cython.size_t = cython.cast(cython.size_t, leave_frame)
    return (
        None if stop_event == NEVER else stop_event,
        None if stop == NOWHERE else stop,
        None if leave == NOWHERE else leave,
    )


def paused() -> bool:
    """Whether the pause flag is up."""
    return pause_flag[0] != 0


def lower_pause() -> None:
    """Take the pause flag down."""
    pause_flag[0] = 0


def share_pause(memory: object) -> None:
    """Take the first byte of `memory` (a writable buffer such as an mmap) as the pause flag: when
    anybody, in whatever thread or process, sets it, the next TRAP stops."""
    global pause_flag, _shared
    view: cython.uchar[::1] = memory
    _shared = memory
    pause_flag = cython.cast(cython.p_char, cython.address(view[0]))
