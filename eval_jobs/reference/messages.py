"""The message of an error out of what a command prints: without its trace, places and suggestions."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ERROR = re.compile(r"^ *error: ?(.*)$")
# Where the text of an error ends: a source excerpt, a position, the next step of the trace.
_AFTER = re.compile(
    r"^ *(at .*:\d+(:\d+)?:|…|\d+\||\(stack trace truncated|Did you mean |note: "
    r"|\(use '--show-trace'|Try '.* --help' for )"
)


def message_of(lines: Sequence[str]) -> str | None:
    """The message of the last error in printed lines; None when there is none."""
    starts = [at for at, line in enumerate(lines) if _ERROR.match(line)]
    if not starts:
        return None
    # 2.34 opens a trace with a bare `error:` and puts the message last; 2.8 puts it first.
    with_text = [at for at in starts if lines[at].strip() != "error:"]
    at = with_text[-1] if with_text else starts[-1]
    found = _ERROR.match(lines[at])
    assert found is not None
    message = [found.group(1)]
    for line in lines[at + 1 :]:
        if not line.strip() or _AFTER.match(line):
            break
        message.append(line.removeprefix("       "))
    return "\n".join(message).strip()
