"""One file over HTTP: redirects, retries with growing pauses, credentials, limits.

A transfer runs on a thread of its own, so that a server that says nothing cannot keep the user from
stopping the evaluation.
"""

from __future__ import annotations

import base64
import netrc
import os
import random
import re
import sys
import threading
import time
from collections.abc import Callable
from typing import IO, NamedTuple
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import HTTPError, MaxRetryError, ResponseError

from evaluator.errors import EvalError, Interrupted, Kind
from evaluator.store import disk

_PIECE = 1 << 18
_REDIRECTS = 10
_AGAIN = frozenset((408, 429, 500, 502, 503, 504, 522, 524))
_LONGEST_PAUSE = 60.0
_BODY_SHOWN = 400
_LOOK_SECONDS = 0.1
_IMMUTABLE = re.compile(r'<([^>]+)>\s*;\s*rel="?immutable"?')


class Rules(NamedTuple):
    """How to fetch. Times in seconds, `limit` in bytes; `netrc` and `certificates` are files (or empty)."""

    attempts: int = 5
    connect: float = 15.0
    stalled: float = 300.0
    pause: float = 0.25
    limit: int = 16 << 30
    netrc: str = ""
    certificates: str = ""
    agent: str = "nixray"
    say: Callable[[str], object] = lambda text: sys.stderr.write(text + "\n")
    cancelled: Callable[[], bool] = lambda: False
    progress: bool = False


class Answer(NamedTuple):
    """What came with a file. `etag` may be empty; `changed` is false when the server says that what we have is
    still right; `immutable` is the address under which this content stays, or empty."""

    etag: str = ""
    changed: bool = True
    immutable: str = ""


class _Again(Exception):
    """A failure that may pass; `wait` is what the server asked for, in seconds."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class _Refused(Exception):
    """A failure that stays."""


def download(url: str, file: IO[bytes], rules: Rules, etag: str = "") -> Answer:
    """Write the content behind an `http(s)://` URL to a file. Raises EvalError (file), Interrupted."""
    disk.check_outside("a download")
    done = threading.Event()
    outcome: list[Answer | Exception] = []
    state = _Transfer(url, file, rules, etag)

    def body() -> None:
        try:
            outcome.append(state.run())
        except Exception as error:
            outcome.append(error)
        done.set()

    threading.Thread(target=body, name="download", daemon=True).start()
    shown = rules.progress and sys.stderr.isatty()
    while not done.wait(_LOOK_SECONDS):
        if rules.cancelled():
            state.stopped = True
            raise Interrupted("interrupted by the user")
        if shown:
            sys.stderr.write(f"\r\x1b[Kfetching {url}: {state.received >> 10} KiB")
    if shown:
        sys.stderr.write("\r\x1b[K")
    result = outcome[0]
    if isinstance(result, Answer):
        return result
    if isinstance(result, _Again | _Refused):
        raise EvalError(Kind.FILE, f"unable to download '{url}': {result}") from None
    raise result


class _Transfer:
    """One download with all its attempts."""

    def __init__(self, url: str, file: IO[bytes], rules: Rules, etag: str) -> None:
        self._url = url
        self._file = file
        self._rules = rules
        self._etag = etag
        self.received = 0
        self.stopped = False

    def run(self) -> Answer:
        """Try until it works or cannot."""
        rules = self._rules
        for attempt in range(1, rules.attempts + 1):
            try:
                return self._attempt()
            except _Again as error:
                if attempt == rules.attempts or self.stopped:
                    raise
                pause = error.wait if error.wait is not None else rules.pause * 2 ** (attempt - 1)
                pause *= 1 if error.wait is not None else random.uniform(0.75, 1.5)
                rules.say(
                    f"warning: unable to download '{self._url}': {error}; "
                    f"retrying in {pause * 1000:.0f} ms (attempt {attempt}/{rules.attempts})"
                )
                time.sleep(pause)
        raise AssertionError("there is at least one attempt")

    def _attempt(self) -> Answer:
        rules = self._rules
        self._file.seek(0)
        self._file.truncate()
        self.received = 0
        headers = {"User-Agent": rules.agent, "Accept-Encoding": "identity", **_credentials(self._url, rules.netrc)}
        if self._etag:
            headers["If-None-Match"] = self._etag
        pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=rules.connect, read=rules.stalled),
            # It follows redirects; everything else is tried again here, where the user is told.
            retries=urllib3.Retry(_REDIRECTS, connect=0, read=0, other=0, status=0, respect_retry_after_header=False),
            ca_certs=rules.certificates or None,
        )
        try:
            answer = pool.request("GET", self._url, headers=headers, preload_content=False)
            try:
                return self._read(answer)
            finally:
                answer.close()
        except MaxRetryError as error:
            if isinstance(error.reason, ResponseError):
                raise _Refused(f"more than {_REDIRECTS} redirects") from None
            raise _Again(_reason(error.reason or error)) from None
        except urllib3.exceptions.LocationValueError as error:
            raise _Refused(str(error)) from None
        except (HTTPError, OSError) as error:
            raise _Again(_reason(error)) from None
        finally:
            pool.clear()

    def _read(self, answer: urllib3.BaseHTTPResponse) -> Answer:
        if answer.status == 304 and self._etag:
            return Answer(self._etag, changed=False)
        if answer.status >= 300:
            reason = f"HTTP error {answer.status}"
            if answer.status in _AGAIN:
                raise _Again(reason, _asked_pause(answer.headers.get("Retry-After", "")))
            body = answer.read(_BODY_SHOWN).decode("latin-1").strip()
            raise _Refused(reason + (f"\nresponse body:\n{body}" if body else ""))
        limit = self._rules.limit
        if int(answer.headers.get("Content-Length") or 0) > limit:
            raise _Refused(f"it is larger than the limit of {limit} bytes")
        while data := answer.read(_PIECE):
            self.received += len(data)
            if self.received > limit:
                raise _Refused(f"it is larger than the limit of {limit} bytes")
            if self.stopped:
                raise _Refused("stopped")
            self._file.write(data)
        self._file.flush()
        immutable = _IMMUTABLE.search(answer.headers.get("Link", ""))
        return Answer(answer.headers.get("ETag", ""), True, immutable[1] if immutable else "")


def _reason(error: BaseException) -> str:
    """What went wrong, without the names of Python's classes."""
    text = str(getattr(error, "reason", None) or error)
    found = re.search(r"\[Errno -?\d+\] ([^')>]+)|timed out|certificate verify failed[^(]*", text)
    if found is None:
        incomplete = re.search(r"IncompleteRead\((\d+) bytes read, (\d+) more expected\)", text)
        if incomplete is not None:
            return f"the transfer ended after {incomplete[1]} bytes, {incomplete[2]} before its end"
        return text
    if found[0] == "timed out":
        return "the server did not answer in time"
    return found[1] or found[0].strip()


def _asked_pause(text: str) -> float | None:
    """The seconds of a Retry-After header."""
    return min(float(text), _LONGEST_PAUSE) if text.isdigit() else None


def _credentials(url: str, file: str) -> dict[str, str]:
    """The header with what a netrc file says of the host of an URL."""
    host = urlsplit(url).hostname
    if not file or not host or not os.path.exists(file):
        return {}
    try:
        found = netrc.netrc(file).authenticators(host)
    except (netrc.NetrcParseError, OSError) as error:
        raise _Refused(f"cannot read '{file}': {error}") from None
    if found is None:
        return {}
    word = base64.b64encode(f"{found[0]}:{found[2]}".encode()).decode("ascii")
    return {"Authorization": f"Basic {word}"}
