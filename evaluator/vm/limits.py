"""What keeps an evaluation within bounds: call depth, the C stack, and requests to stop.

The machine asks `tick` on every activation; every 65,536th time (more often for a profile), or when the
C stack runs low, it calls `poll`, which lets other threads run (the main one handles Ctrl-C) and raises
what is due.
"""

import cython

from evaluator.errors import EvalError, Interrupted, Kind

PLAIN_TICKS = cython.declare(cython.int, 65536)
ticks = cython.declare(cython.int, 65536)
# What is left of the stack when the alarm is raised: room for the error's way out.
RESERVE = cython.declare(cython.int, 1 << 20)


class Flag:
    """Something one thread tells another."""

    def __init__(self):
        self.up = False

    def set(self) -> None:
        """Raise it."""
        self.up = True

    def clear(self) -> None:
        """Take it down."""
        self.up = False

    def is_set(self) -> bool:
        """Whether it is up."""
        return self.up


depth = 0
max_depth = 10000
countdown = 65536
stack_limit = cython.NULL
interrupted = Flag()
"""Raised by who wants the evaluation to stop."""
sampler: object = None
"""Called by every `poll`, if somebody wants to know what is going on (profiling)."""


@cython.cfunc
@cython.exceptval(-1, check=False)
def too_deep() -> cython.int:
    raise EvalError(Kind.CALL_DEPTH, "stack overflow; max-call-depth exceeded")


@cython.cfunc
@cython.exceptval(-1, check=False)
def poll(here: cython.p_void) -> cython.int:
    """Called now and then: releases the interpreter lock for a moment, raises Interrupted if asked to,
    EvalError if the C stack is used up."""
    global countdown
    if cython.cast(cython.p_char, here) < stack_limit:
        return too_deep()
    countdown = ticks
    with cython.nogil:
        pass
    if sampler is not None:
        sampler()
    flag: Flag = interrupted
    if flag.up:
        flag.up = False
        raise Interrupted("interrupted by the user")
    return 0


def sample(function: object, every: cython.int) -> None:
    """Have `function` called after every so many activations; None ends it."""
    global sampler, ticks, countdown
    sampler = function
    ticks = PLAIN_TICKS if function is None else every
    countdown = ticks


def set_max_depth(limit: cython.int) -> None:
    """The number of nested calls allowed (the setting max-call-depth)."""
    global max_depth
    max_depth = limit


def reset() -> None:
    """Start counting depth anew, as a new evaluation does."""
    global depth
    depth = 0


def current_depth() -> int:
    """How many calls are nested now."""
    return depth


def set_depth(calls: cython.int) -> None:
    """Go on with that many calls counted, as a debugger does that evaluated something in between."""
    global depth
    depth = calls


def use_stack(size: cython.Py_ssize_t) -> None:
    """Tell how large the current thread's C stack is, in bytes. Call it first thing on the thread."""
    global stack_limit
    here: cython.char = 0
    stack_limit = cython.address(here) - size + RESERVE


def statistics() -> dict:
    """What has been counted since the process began."""
    return {
        "thunks": counters.thunks,
        "forced": counters.forced,
        "avoided": counters.avoided,
        "calls": counters.calls,
        "builtin_calls": counters.builtin_calls,
        "lookups": counters.lookups,
        "updates": counters.updates,
        "copied": counters.copied,
    }
