"""Where a debugger takes hold of the machine.

Code that is compiled for a listener (`Program.listener`) has a TRAP before each expression and ends
with LEAVE; other code has neither and costs nothing. Both instructions count an *event*: an evaluation
that reads the same files counts the same events, so their number names a moment.

Frames are known by their address on the C stack, which grows downwards: as long as a frame lives, all
that it calls has lower addresses and all that called it higher ones. So "this frame or one that called
it" is one comparison, right under recursion. `arm` says when the machine calls the `observer`:

- at a TRAP, if its event number has reached `stop_event`, its frame's address `stop_frame`, or the
  pause flag is up; at a BREAK always: `observer.trapped(breakpoint)`;
- at a LEAVE, if its frame's address has reached `leave_frame`: `observer.left(address, value)`, with
  the frame gone already;
- when an error leaves its first frame, with all frames still there: `observer.threw(error)`;
- at `builtins.break`: `observer.reached_break(value)`.

What the observer raises ends the evaluation.
"""

import cython

NEVER = cython.declare(cython.longlong, 0x7FFFFFFFFFFFFFFF)
NOWHERE = cython.declare(cython.size_t, ~cython.cast(cython.size_t, 0))
lowered = cython.declare(cython.char, 0)

events = 0
stop_event = NEVER
stop_frame = cython.cast(cython.p_void, NOWHERE)
leave_frame = cython.cast(cython.p_void, NOWHERE)
pause_flag = cython.address(lowered)

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
    if observer is not None and not error.frames:
        observer.threw(error)


def reached_break(value: object) -> None:
    """Tell the observer of a call of `builtins.break`."""
    if observer is not None:
        observer.reached_break(value)


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
