"""Version control programs as subprocesses, in an environment in which a repository cannot run anything."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence

from evaluator.errors import EvalError, Interrupted, Kind, Unsupported
from evaluator.store import disk

_KEPT = ("PATH", "HOME", "SSH_AUTH_SOCK", "TMPDIR", "http_proxy", "https_proxy", "no_proxy", "HTTPS_PROXY", "NO_PROXY")
_LOOK_SECONDS = 0.2


def environment(more: Mapping[str, str]) -> dict[str, str]:
    """What of our environment a program sees, and `more`."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "LC_ALL": "C", **more}


def run(
    words: Sequence[str],
    env: Mapping[str, str],
    cancelled: Callable[[], bool],
    given: bytes = b"",
    failure: str | None = None,
) -> bytes:
    """What a program prints. Its failure is an EvalError (file) with its own words, or with `failure`."""
    disk.check_outside(f"running '{words[0]}'")
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        source.write(given)
        source.seek(0)
        try:
            process = subprocess.Popen(
                [word.encode("latin-1") for word in words],
                env=dict(env),
                stdin=source,
                stdout=out,
                stderr=err,
                start_new_session=True,
            )
        except FileNotFoundError:
            raise Unsupported(f"fetching this needs the program '{words[0]}'; install it") from None
        except OSError as error:
            raise EvalError(Kind.FILE, f"cannot run '{words[0]}': {error.strerror}") from None
        while True:
            try:
                status = process.wait(_LOOK_SECONDS)
                break
            except subprocess.TimeoutExpired:
                if cancelled():
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
                    raise Interrupted("interrupted by the user") from None
        out.seek(0)
        err.seek(0)
        if status:
            said = err.read().decode("latin-1").strip()
            message = failure if failure is not None else f"{words[0]} failed with exit code {status}"
            raise EvalError(Kind.FILE, f"{message}\n{said}" if said else message)
        return out.read()
