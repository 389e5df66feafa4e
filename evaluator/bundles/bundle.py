"""Making a bundle of a command, and running a bundle's command again."""

from __future__ import annotations

import contextlib
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluator.bundles import archive
from evaluator.bundles.recording import NotedEnvironment, Player, Recorder
from evaluator.command_line import evaluate_in
from evaluator.errors import EvalError, NixrayError
from evaluator.evaluation import Evaluation
from evaluator.invocation import parse_words
from evaluator.rendering import render
from evaluator.settings import Settings
from evaluator.store import disk
from evaluator.vm import hooks

_SECRET = re.compile(r"TOKEN|SECRET|PASSW|CREDENTIAL|AUTH|PRIVATE|(^|_)KEY(_|$)|COOKIE", re.IGNORECASE)
_REDACTED = "redacted"


@dataclass(frozen=True, slots=True)
class Result:
    """What a command came to: exit status, standard output (latin-1), the error's text or None, and how
    many events the evaluation had."""

    status: int
    out: str
    error: str | None
    events: int

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {"status": self.status, "out": self.out, "error": self.error, "events": self.events}


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle in memory."""

    manifest: dict[str, Any]
    blobs: dict[str, bytes]

    @property
    def recorded(self) -> Result:
        """What the command came to when the bundle was made."""
        return Result(**self.manifest["result"])

    @property
    def words(self) -> list[str]:
        """The command's words."""
        return list(self.manifest["words"])

    def player(self) -> Player:
        """What answers for the disk."""
        return Player(self.manifest["answers"], self.blobs)

    def settings(self) -> Settings:
        """The settings of the evaluation. A bundle may not ask for a store to be written to."""
        noted = self.manifest["settings"]
        settings = Settings()
        settings.options = dict(noted["options"])
        settings.options["store"] = "dummy://"
        settings.apply_options()
        for name in ("store_dir", "system", "home", "working_dir"):
            setattr(settings, name, noted[name])
        settings.search_path = list(noted["search_path"])
        settings.environment = dict(noted["environment"])
        return settings

    def session(self) -> Evaluation:
        """A session with the settings and at the time of the recording."""
        session = Evaluation(self.settings())
        if "__currentTime" in session.globals:
            session.set_constant("currentTime", self.manifest["currentTime"])
        return session

    def replay(self) -> Result:
        """Run the command again, with nothing but the bundle."""
        stdin = self.blobs.get(self.manifest["stdin"], b"")
        with answering(self.player()):
            return run(self.manifest["command"], self.words, self.session(), stdin)


def open_bundle(path: Path) -> Bundle:
    """The bundle in a file. Raises BadBundle."""
    return Bundle(*archive.read(path))


def record(command: str, words: list[str], stdin: bytes = b"", *, redact: bool = False) -> Bundle:
    """Run `nixray eval` or `instantiate` with words (Nix strings), and bundle all it looked at. With `redact`
    variables that look like secrets are hidden from the evaluation, and the home folder is renamed."""
    asked = parse_words(command, words)
    settings = Settings.from_environment(
        search_path=asked.search_path, options=asked.options, store_dir=asked.store_dir
    )
    environment = NotedEnvironment(
        {name: value for name, value in settings.environment.items() if not (redact and _SECRET.search(name))}
    )
    settings.environment = environment
    session = Evaluation(settings)
    recorder = Recorder()
    with answering(recorder):
        result = run(command, words, session, stdin)
    manifest: dict[str, Any] = {
        "format": archive.FORMAT,
        "version": archive.VERSION,
        "command": command,
        "words": words,
        "stdin": recorder.keep(stdin),
        "currentTime": session.globals.get("__currentTime", 0),
        "settings": {
            "store_dir": settings.store_dir,
            "search_path": settings.search_path,
            "system": settings.system,
            "home": settings.home,
            "working_dir": settings.working_dir,
            "environment": environment.read,
            "options": {
                name: value for name, value in settings.options.items() if not (redact and _SECRET.search(name))
            },
        },
        "answers": recorder.answers,
        "result": result.to_json(),
    }
    bundle = Bundle(manifest, recorder.blobs)
    return _renamed(bundle) if redact else bundle


def _renamed(bundle: Bundle) -> Bundle:
    """The bundle with another home folder, and with what its command comes to then."""
    home = bundle.manifest["settings"]["home"]
    if len(home) < 2:
        return bundle
    pattern = re.compile(re.escape(home) + r"(?![\w.-])")

    def rename(value: Any) -> Any:
        if isinstance(value, str):
            return pattern.sub(f"/{_REDACTED}", value)
        if isinstance(value, list):
            return [rename(item) for item in value]
        if isinstance(value, dict):
            return {rename(key): rename(item) for key, item in value.items()}
        return value

    renamed = Bundle(rename(bundle.manifest), bundle.blobs)
    renamed.manifest["result"] = renamed.replay().to_json()
    return renamed


@contextlib.contextmanager
def answering(answers: Recorder | Player) -> Iterator[None]:
    """Within this, `answers` stands for the disk."""
    before, disk.recorded = disk.recorded, answers
    try:
        yield
    finally:
        disk.recorded = before


def run(command: str, words: list[str], session: Evaluation, stdin: bytes) -> Result:
    """Perform a command in a session; events are counted, and nothing comes from a cache."""
    asked = parse_words(command, words)
    asked.cache = asked.write = False
    asked.roots = []
    session.listener = lambda code: None
    start = hooks.event()
    streams = sys.stdin, sys.stdout
    out = io.BytesIO()
    error: str | None = None
    status = 0
    try:
        sys.stdin = io.TextIOWrapper(io.BytesIO(stdin))
        sys.stdout = io.TextIOWrapper(out, "latin-1", write_through=True)
        evaluate_in(session, asked)
        sys.stdout.flush()
    except EvalError as failure:
        status, error = 1, render(failure, show_trace=True)
    except NixrayError as failure:
        status, error = 1, render(failure)
    finally:
        sys.stdout.flush()
        sys.stdout.detach()  # type: ignore[union-attr]  # a TextIOWrapper of ours
        sys.stdin, sys.stdout = streams
    return Result(status, out.getvalue().decode("latin-1"), error, hooks.event() - start)
