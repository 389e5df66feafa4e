"""What has failed fails again without being evaluated again, as in the reference (2.34.8, observed): what it traces
or warns of is said once. It is the same error, which keeps the steps it had, also those outside of what failed, and
gets more.

That shows only where an error does not end the evaluation: behind `tryEval`, and where the names of a path that failed
are evaluated to tell the path. So an error only notes the thunks it leaves, and `settle` makes them fail for good.
Where values are kept over edits (evaluator/keeping) they are evaluated again: which steps an error has would depend on
what was asked before the edit.
"""

from __future__ import annotations

from evaluator.errors import EvalError
from evaluator.vm import hooks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

believing = True
"""Whether what failed fails again."""
needed: EvalError | None = None
"""The last infinite recursion, as long as its thunk is running."""
_MOST = 1 << 16
"""Notes that an error keeps when it is caught: frames hold environments."""


def note(error: BaseException, thunk: Any) -> None:
    """`error` leaves a thunk."""
    global needed
    if isinstance(error, EvalError):
        error.left.append(thunk)
        if needed is not None and needed.subject is thunk:
            needed = None


def settle(error: EvalError) -> None:
    """The evaluation goes on after this error: the thunks it left fail with it from now on."""
    if not believing:
        return
    error.with_traceback(None)
    for thunk in error.left:
        thunk.fail_with(error)
    error.left = []
    del error.notes[_MOST:], error.frames[_MOST:]


def again(failure: Any) -> EvalError:
    """The error that a thunk has failed with."""
    error: EvalError = failure.error
    hooks.threw_again(error)
    return error
