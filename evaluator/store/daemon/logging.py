"""What a daemon says while it works: messages, activities and their results.

An activity is something with a beginning and an end, such as one build; results (a line of a build's
log, its phase) name the activity that they belong to. `Log` turns them into plain `Event`s.
"""

from __future__ import annotations

import re

from evaluator.errors import EvalError, Kind, StoreFailure, Trouble
from evaluator.store.daemon.wire import Reader
from evaluator.store.objects import Event, Listener

LAST = 0x616C7473
ERROR = 0x63787470
NEXT = 0x6F6C6D67
READ = 0x64617461
WRITE = 0x64617416
START = 0x53545254
STOP = 0x53544F50
RESULT = 0x52534C54

_BUILD, _SUBSTITUTE = 105, 108
_LOG_LINE, _PHASE, _POST_LINE = 101, 104, 107
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Log:
    """Reads what stands between a request and its answer."""

    def __init__(self, reader: Reader, listener: Listener) -> None:
        self.listener = listener
        self._reader = reader
        self._subjects: dict[int, str] = {}

    def step(self) -> bool:
        """Read one message; False when the answer follows. Raises what the daemon reports."""
        reader = self._reader
        kind = reader.number()
        if kind == LAST:
            return False
        if kind == ERROR:
            raise self._error()
        if kind == NEXT:
            self.listener(Event("message", plain(reader.text()).rstrip("\n")))
        elif kind == START:
            self._start()
        elif kind == STOP:
            subject = self._subjects.pop(reader.number(), None)
            if subject is not None:
                self.listener(Event("end", "", subject))
        elif kind == RESULT:
            self._result()
        else:
            raise reader.malformed(f"a message of kind {kind:#x}")
        return True

    def _start(self) -> None:
        reader = self._reader
        activity, _, kind = reader.number(), reader.number(), reader.number()
        text = plain(reader.text())
        fields = reader.many(self._field)
        reader.number()  # the parent
        if kind in (_BUILD, _SUBSTITUTE) and fields:
            self._subjects[activity] = str(fields[0])
            self.listener(Event("build" if kind == _BUILD else "substitute", text, str(fields[0])))

    def _result(self) -> None:
        reader = self._reader
        activity, kind = reader.number(), reader.number()
        fields = reader.many(self._field)
        if kind in (_LOG_LINE, _PHASE, _POST_LINE) and fields:
            what = "phase" if kind == _PHASE else "log"
            self.listener(Event(what, str(fields[0]), self._subjects.get(activity, "")))

    def _field(self) -> int | str:
        kind = self._reader.number()
        if kind not in (0, 1):
            raise self._reader.malformed(f"a field of kind {kind}")
        return self._reader.text() if kind else self._reader.number()

    def _error(self) -> Exception:
        reader = self._reader
        reader.text()  # the word Error
        reader.number()  # how grave
        reader.text()  # a name that is no longer used
        message = plain(reader.text())
        reader.number()  # no position
        for _ in range(reader.number()):
            reader.number()
            reader.text()
        return reported(message)


def plain(text: str) -> str:
    """A message without its colours and without the word `error:` before it."""
    return _COLOUR.sub("", text).removeprefix("error: ")


def reported(message: str) -> Exception:
    """The error for what a daemon says went wrong."""
    if "No space left on device" in message or "database or disk is full" in message:
        return StoreFailure(Trouble.FULL, f"the store is full: {unicode_text(message)}")
    return EvalError(Kind.STORE, message)


def unicode_text(text: str) -> str:
    """A Nix string for people."""
    return text.encode("latin-1", "replace").decode("utf-8", "replace")
