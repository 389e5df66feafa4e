"""Ways out of restricted and of pure evaluation: each is refused as the reference refuses it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from evaluator.errors import EvalError, NixrayError
from evaluator.evaluation import Evaluation, Settings
from evaluator.printing import print_value
from evaluator.rendering import first_line
from tests.fetching.repositories import git, repository
from tests.fetching.test_git import environment

READS = (
    "builtins.readFile {0}",
    "builtins.readDir {0}",
    "import {0}",
    "builtins.pathExists {0}",
    "builtins.readFileType {0}",
    'builtins.hashFile "sha256" {0}',
    '"${{{0}}}"',
    'builtins.path {{ path = {0}; name = "n"; }}',
    "builtins.filterSource (p: t: true) {0}",
    "builtins.scopedImport {{ }} {0}",
    "builtins.toJSON {{ p = {0}; }}",
)
"""What reads a path."""

PATHS = {
    "absolute": "{room}/outside/secret",
    "folder": "{room}/outside",
    "parent": "{room}/allowed/../outside/secret",
    "symlink": "{room}/allowed/link",
    "symlinked-folder": "{room}/allowed/folder/secret",
    "symlink-and-back": "{room}/allowed/folder/../outside/secret",
    "text": '(/. + "{room}/outside/secret")',
    "etc": "/etc/passwd",
    "root": "/.",
    "store": '(/. + "{store}")',
    "store-entry": '(/. + "{entry}")',
    "store-text": '"{entry}"',
    "allowed": "{room}/allowed/file",
    "similar-name": "{room}/allowed-not/file",
}

OTHERS = (
    'builtins.getEnv "HOME"',
    "builtins ? currentSystem",
    "builtins ? currentTime",
    "builtins.nixPath == [ ]",
    "<outside>",
    "<allowed/../outside/secret>",
    'builtins.findFile [ {{ prefix = "x"; path = "{room}/outside"; }} ] "x/secret"',
    'builtins.findFile [ {{ prefix = "x"; path = "{room}/allowed"; }} ] "x/link"',
    'builtins.storePath "{entry}"',
    'builtins.fetchurl "file://{room}/outside/secret"',
    'builtins.fetchurl "file://{room}/allowed/../outside/secret"',
    'builtins.fetchTarball "file://{room}/outside/secret"',
    'builtins.fetchurl "http://127.0.0.1:1/x"',
    'builtins.fetchTarball "http://127.0.0.1:1/x"',
    'builtins.fetchurl {{ url = "http://127.0.0.1:1/x"; name = "y"; }}',
    '(builtins.fetchGit "{room}/repository").rev',
    '(builtins.fetchGit {{ url = "{room}/repository"; ref = "main"; }}).rev',
    '(builtins.fetchTree {{ type = "path"; path = "{room}/outside"; }}).narHash',
    '(builtins.fetchTree {{ type = "git"; url = "file://{room}/repository"; }}).rev',
    '(builtins.fetchTree {{ type = "tarball"; url = "http://127.0.0.1:1/x"; }}).narHash',
    'builtins.fetchMercurial "{room}/repository"',
    '(builtins.getFlake "path:{room}/outside").x',
    '(builtins.getFlake "git+file://{room}/repository").x',
    'builtins.toFile "x" "y" != ""',
    'builtins.readFile "${{builtins.toFile "x" "y"}}"',
    'builtins.exec [ "/bin/sh" ]',
    "builtins.importNative",
    'import (builtins.toFile "x" "builtins.readFile {room}/outside/secret")',
)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that may be seen, with links that lead out of it, and what may not."""
    room = tmp_path_factory.mktemp("escapes")
    environment(room)
    for name in ("allowed", "outside", "allowed-not"):
        (room / name).mkdir()
    (room / "allowed" / "file").write_text("1")
    (room / "allowed-not" / "file").write_text("1")
    (room / "outside" / "secret").write_text('"secret"')
    (room / "allowed" / "link").symlink_to(room / "outside" / "secret")
    (room / "allowed" / "folder").symlink_to(room / "outside")
    repository(room / "repository", {"flake.nix": "{ outputs = _: { x = 1; }; }"})
    assert git(room / "repository", "status", "--short") == ""
    (room / "entry").write_text("2")
    return room


@pytest.fixture(scope="module")
def entry(room: Path, reference: str) -> str:
    """Something that is in the store, and that nobody was told of."""
    env = {**os.environ, **environment(room)}
    words = [str(Path(reference).with_name("nix-store")), "--add", str(room / "entry")]
    return subprocess.run(words, env=env, capture_output=True, text=True, check=True).stdout.strip()


def cases() -> list[str]:
    """Every way to read with every path, and the others."""
    reads = [read.format(path) for path in PATHS.values() for read in READS]
    return [*reads, *(other.replace("{{", "{").replace("}}", "}") for other in OTHERS)]


@pytest.mark.parametrize("mode", ["restrict-eval", "pure-eval"])
def test_ways_out(mode: str, reference: str, room: Path, entry: str) -> None:
    """Value or error, and the words of the error, are the reference's."""
    words = {"room": str(room), "entry": entry, "store": str(room / "nix" / "store")}
    expressions = []
    for case in cases():
        for name, value in words.items():
            case = case.replace(f"{{{name}}}", value)
        expressions.append(case)
    ours, theirs = judged_by(room, mode, reference, expressions)
    different = [
        f"{expression}\n    ours:   {mine}\n    theirs: {yours}"
        for expression, mine, yours in zip(expressions, ours, theirs, strict=True)
        if mine != yours
    ]
    assert not different, "\n" + "\n".join(different)
    assert sum(answer.startswith("error") for answer in theirs) > 60


def judged_by(room: Path, mode: str, reference: str, expressions: list[str]) -> tuple[list[str], list[str]]:
    """What both sides say of each expression: the value, or the first line of the error."""
    env = {**{name: value for name, value in os.environ.items() if not name.startswith("NIX_")}, **environment(room)}
    options = ["--eval", "--strict", "--option", mode, "true", "-I", f"allowed={room}/allowed"]
    ours, theirs = [], []
    for expression in expressions:
        words = [reference, *options, "--read-write-mode", "-E", expression]
        done = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
        theirs.append(answer(done.stdout, done.stderr, done.returncode))
        ours.append(our_answer(room, mode, env, expression))
    return ours, theirs


def our_answer(room: Path, mode: str, env: dict[str, str], expression: str) -> str:
    """The same from nixray, in a session of its own."""
    settings = Settings.from_environment(
        search_path=[f"allowed={room}/allowed"], options={mode: "true"}, environment=env
    )
    settings.read_only = False
    session = Evaluation(settings)

    def evaluate() -> str:
        value = session.force(session.eval_expr(expression))
        session.force_deep(value)
        return print_value(value)

    try:
        return session.run(evaluate)
    except EvalError as error:
        return f"error: {first_line(error)}"
    except NixrayError as error:
        return f"error: {error}"


def answer(out: str, err: str, status: int) -> str:
    """One line for what came out."""
    if status == 0:
        return out.strip()
    lines = [line.strip() for line in err.splitlines() if line.strip().startswith("error:")]
    return lines[-1] if lines and lines[-1] != "error:" else err.strip()
