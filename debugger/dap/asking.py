"""What all parts of the adapter share: a request that cannot be served, and the state they act on."""

from __future__ import annotations

from typing import Any, Protocol

from debugger.dap.positions import Positions
from debugger.debuggee import Debuggee
from evaluator.errors import NixrayError

Message = dict[str, Any]

THREAD = 1
"""The number of the only thread."""


class BadRequest(NixrayError):
    """A request that cannot be served now; the message is for the user."""


class Asking(Protocol):
    """The adapter, as its parts see it. `stop` is the stop the evaluation stands at, `travelling` whether it is
    on its way to another moment."""

    debuggee: Debuggee | None
    stop: Message | None
    positions: Positions
    client: Message
    travelling: bool

    @property
    def running(self) -> bool:
        """Whether the evaluation is under way."""

    def standing(self) -> Debuggee:
        """The debuggee, which stands still. Raises BadRequest."""

    def ask(self, request: str, **fields: Any) -> Any:
        """An answer of the evaluation's side. Raises BadRequest or Refused."""

    def change(self, request: str, **fields: Any) -> Any:
        """The same for a request that changes the program."""

    def halt(self) -> bool:
        """Have the evaluation stand still; tells whether it ran. Afterwards `debuggee` may be None."""

    def resume(self, how: str, **fields: Any) -> None:
        """Let the evaluation go on."""

    def arrived(self, stop: Message, reason: str | None = None) -> None:
        """The evaluation stands still somewhere else."""

    def event(self, kind: str, /, **body: Any) -> None:
        """Send an event to the editor."""

    def source(self, name: str) -> Message:
        """A source as the protocol describes it."""
