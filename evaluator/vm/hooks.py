"""Where a debugger takes hold of the machine.

Code that is compiled for a listener (`Program.listener`) has a TRAP before each expression and ends
with LEAVE; other code has neither and costs nothing. Both instructions count an *event*, and so do, while
somebody watches, calls of builtins, their returns, errors, messages and files that are read. An evaluation
that reads the same files counts the same events, so their number names a moment.

Frames are known by their address on the C stack, which grows downwards: as long as a frame lives, all
that it calls has lower addresses and all that called it higher ones. So "this frame or one that called
it" is one comparison, right under recursion. `arm` says when the machine calls the observer that `watch`
was given:

- at a TRAP, if its event number has reached `stop_event`, its frame's address `stop_frame` (code that is
  `skipped` does not count if `skip` is asked for), or the pause flag is up; at a BREAK always:
  `observer.trapped(breakpoint)`;
- at a call of a builtin, if its event number has reached `stop_event`, the pause flag is up, or the
  builtin's `breakpoint` is set: `observer.trapped(breakpoint)`, too;
- at a LEAVE, and when a builtin returns, if its event number has reached `stop_event`, or its frame's
  address `leave_frame`; at a LEAVE_BREAK always: `observer.left(address, value, breakpoint)`. The frame is
  gone from the chain already, but still there to be looked at (`activations.at`);
- when an error leaves its first frame, with all frames still there: `observer.threw(error)`;
- at `builtins.break`: `observer.reached_break(value)`;
- when a message of `trace` or `warn` is printed: `observer.said(prefix, text)`;
- when a file is read: `observer.read(path)`.

What the observer raises ends the evaluation. A `recorder` is a C function that is called at every event of
the first three kinds. One is here: `keep_history` records the last events, at a few nanoseconds each, for
those who want to know how the evaluation got where it is.
"""

import cython
from cython.cimports.cpython.buffer import PyBUF_WRITABLE, PyBuffer_Release, PyObject_GetBuffer
from cython.cimports.cpython.mem import PyMem_Calloc, PyMem_Free
from cython.cimports.cpython.object import PyTypeObject
from cython.cimports.evaluator.bytecode.code import Code
from cython.cimports.evaluator.values import Env, type_of
from cython.cimports.evaluator.vm import calls
from cython.cimports.evaluator.vm.frame import Frame

NEVER = cython.declare(cython.longlong, 0x7FFFFFFFFFFFFFFF)
NOWHERE = cython.declare(cython.size_t, ~cython.cast(cython.size_t, 0))
lowered = cython.declare(cython.char, 0)

events = 0
stop_event = NEVER
stop_frame = cython.cast(cython.pointer(Frame), NOWHERE)
leave_frame = cython.cast(cython.pointer(Frame), NOWHERE)
watching = False
skipping = False
pause_flag = cython.address(lowered)
recorder = cython.NULL
history = cython.declare(cython.pointer(Moment), cython.NULL)
history_size = cython.declare(cython.Py_ssize_t, 0)
recorded = cython.declare(cython.Py_ssize_t, 0)

observer: object = None
"""Who is called; None if nobody debugs."""
_shared: object = None


def watch(new: object) -> None:
    """Have `new` called from now on; None: nobody."""
    global observer, watching
    observer = new
    watching = new is not None


@cython.cfunc
@cython.exceptval(-1, check=False)
def trap(breakpoint: cython.bint) -> cython.int:
    """Tell the observer of a TRAP, a BREAK or a call of a builtin."""
    if observer is not None:
        observer.trapped(breakpoint)
    return 0


@cython.cfunc
@cython.exceptval(-1, check=False)
def leave(frame: cython.pointer(Frame), value: object, breakpoint: cython.bint) -> cython.int:
    """Tell the observer that a frame has its value."""
    if observer is not None:
        observer.left(cython.cast(cython.size_t, frame), value, breakpoint)
    return 0


def threw(error: object) -> None:
    """Tell the observer of an error when it leaves its first frame."""
    global events
    if observer is not None and not error.frames:
        events += 1
        observer.threw(error)


def threw_again(error: object) -> None:
    """Tell the observer of an error that something fails with once more."""
    global events
    if observer is not None:
        events += 1
        observer.threw(error)


def reached_break(value: object) -> bool:
    """Tell the observer of a call of `builtins.break`; False if there is none."""
    global events
    if observer is None:
        return False
    events += 1
    observer.reached_break(value)
    return True


def said(prefix: str, text: str) -> None:
    """Tell the observer of a message: `prefix` is `trace` or `evaluation warning`."""
    global events
    if observer is not None:
        events += 1
        observer.said(prefix, text)


def read(path: str) -> None:
    """Tell the observer of a file that the program reads."""
    global events
    if observer is not None and calls.top_frame != cython.NULL:
        events += 1
        observer.read(path)


@cython.cfunc
@cython.exceptval(check=False)
def record(frame: cython.pointer(Frame), happening: cython.int) -> cython.void:
    """Note the present event in the history, over the oldest one if it is full."""
    moment: cython.pointer(Moment) = history + recorded % history_size
    moment.event = events
    moment.address = cython.cast(cython.size_t, frame)
    moment.code = frame.code
    moment.env = frame.env
    moment.base = frame.env
    moment.thunk = frame.thunk
    moment.happening = happening
    moment.pc = 0
    if type_of(frame.code) == cython.cast(cython.pointer(PyTypeObject), Code):
        moment.pc = cython.cast(cython.int, frame.pc - cython.cast(Code, frame.code).ops)
        if cython.cast(Code, frame.code).nslots > 0:
            moment.base = cython.cast(Env, frame.env).up
    global recorded
    recorded += 1


def keep_history(size: cython.Py_ssize_t) -> None:
    """Record the last `size` events from now on; 0 forgets all of them and stops recording."""
    global history, history_size, recorded, recorder
    PyMem_Free(history)
    history = cython.NULL
    recorder = cython.NULL
    recorded = 0
    history_size = size
    if size > 0:
        history = cython.cast(cython.pointer(Moment), PyMem_Calloc(size, cython.sizeof(Moment)))
        if history == cython.NULL:
            raise MemoryError
        recorder = record


def history_length() -> int:
    """How many events can be read with `moment`."""
    return recorded if recorded < history_size else history_size


def moment(back: cython.Py_ssize_t) -> tuple:
    """The event recorded `back` events ago (0 is the last one): (event number, address of the frame, what
    happened: 0 a TRAP, 1 a return, 2 a call of a builtin; id of its code, pc, id of its environment, id of
    the environment its code was made in, id of its thunk; 0 for none)."""
    found: cython.pointer(Moment)
    if back < 0 or back >= recorded or back >= history_size:
        raise IndexError(back)
    found = history + (recorded - 1 - back) % history_size
    return (
        found.event,
        found.address,
        found.happening,
        cython.cast(cython.size_t, found.code),
        found.pc,
        cython.cast(cython.size_t, found.env),
        cython.cast(cython.size_t, found.base),
        cython.cast(cython.size_t, found.thunk),
    )


def find(
    back: cython.Py_ssize_t,
    happening: cython.int,
    code: cython.size_t = 0,
    env: cython.size_t = 0,
    base: cython.size_t = 0,
    thunk: cython.size_t = 0,
    pc: cython.int = 0,
) -> int:
    """How many events ago, at least `back`, something last happened with all of these ids and this pc, as `moment`
    tells them (0 stands for any); -1 if that is not recorded."""
    found: cython.pointer(Moment)
    count: cython.Py_ssize_t = recorded if recorded < history_size else history_size
    while back < count:
        found = history + (recorded - 1 - back) % history_size
        if (
            found.happening == happening
            and (pc == 0 or found.pc == pc)
            and (code == 0 or cython.cast(cython.size_t, found.code) == code)
            and (env == 0 or cython.cast(cython.size_t, found.env) == env)
            and (base == 0 or cython.cast(cython.size_t, found.base) == base)
            and (thunk == 0 or cython.cast(cython.size_t, found.thunk) == thunk)
        ):
            return back
        back += 1
    return -1


def event() -> int:
    """The number of the last event."""
    return events


def set_event(number: cython.longlong) -> None:
    """Count on from `number`."""
    global events
    events = number


def arm(event: object = None, stop: object = None, leave: object = None, skip: bool = False) -> None:
    """When to call the observer: from this event on, at a TRAP in a frame of this address or above (with
    `skip`, unless its code is to be skipped), when a frame of this address or above is left. None means
    never."""
    global stop_event, stop_frame, leave_frame, skipping
    stop_event = NEVER if event is None else event
    stop_frame = cython.cast(cython.pointer(Frame), NOWHERE if stop is None else cython.cast(cython.size_t, stop))
    leave_frame = cython.cast(cython.pointer(Frame), NOWHERE if leave is None else cython.cast(cython.size_t, leave))
    skipping = skip


def armed() -> tuple:
    """What `arm` was told last, as its arguments."""
    stop: cython.size_t = cython.cast(cython.size_t, stop_frame)
    leave: cython.size_t = cython.cast(cython.size_t, leave_frame)
    return (
        None if stop_event == NEVER else stop_event,
        None if stop == NOWHERE else stop,
        None if leave == NOWHERE else leave,
        skipping,
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
    view: Py_buffer
    PyObject_GetBuffer(memory, cython.address(view), PyBUF_WRITABLE)
    _shared = memory
    pause_flag = cython.cast(cython.p_char, view.buf)
    # The reference keeps it: a view that is held would keep an mmap from being closed.
    PyBuffer_Release(cython.address(view))
