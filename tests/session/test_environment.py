"""A module-system project evaluated through the library, as a tool for development environments does it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.environment.project import ProjectError, evaluate
from evaluator.errors import EvalError
from evaluator.session import Position, Session
from tests.conftest import ROOT

EXAMPLE = ROOT / "corpus" / "environment" / "example" / "project.nix"


@pytest.fixture
def nix() -> Iterator[Session]:
    """A session that leaves nothing behind."""
    with Session(cache=False, environment={"HOME": "/"}) as session:
        yield session


def test_the_shell_is_the_references(nix: Session, nixpkgs: Path, reference: str, tmp_path: Path) -> None:
    """The same .drv path as nix-instantiate gives for the same modules."""
    environment = evaluate(nix, EXAMPLE, nixpkgs)
    words = ["--readonly-mode", str(ROOT / "corpus" / "environment"), "-A", "shell"]
    arguments = {"--arg nixpkgs": nixpkgs, "--arg project": EXAMPLE, "--argstr system": "x86_64-linux"}
    for name, value in arguments.items():
        words += [*name.split(), str(value)]
    done = subprocess.run(
        [reference, *words],
        env={"PATH": os.environ["PATH"], "HOME": "/", "NIX_STORE_DIR": "/nix/store"}
        | {"NIX_CONFIG": "build-users-group ="}
        | {f"NIX_{name}_DIR": str(tmp_path / name) for name in ("STATE", "LOG", "CONF")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert environment.shell == done.stdout.strip()
    assert environment.procfile.splitlines()[-1].startswith(
        "web: cargo run -- --database postgres://127.0.0.1:5433/shop"
    )
    assert "jq-1.6" in environment.packages
    assert any(name.startswith("postgresql-") for name in environment.packages)


WRONG = {
    "type": ("languages.rust.enable", "languages.rust.enable = true", 'languages.rust.enable = "yes"', (7, 3)),
    "unknown": ("languages.rusty", "languages.rust.enable = true", "languages.rusty.enable = true", (7, 3)),
    "nested": ("services.postgresql.port", "port = 5433", "port = 70000", (15, 5)),
    "submodule": ("processes.web.restart", "after = [", 'restart = "maybe"; after = [', (23, 5)),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_option_points_at_the_users_file(nix: Session, nixpkgs: Path, tmp_path: Path, case: str) -> None:
    """The error names the option, and where in the project it is set."""
    option, before, after, (line, column) = WRONG[case]
    project = tmp_path / "project.nix"
    text = EXAMPLE.read_text()
    assert before in text
    project.write_text(text.replace(before, after))
    with pytest.raises(ProjectError) as caught:
        evaluate(nix, project, nixpkgs)
    assert caught.value.option == option
    assert caught.value.place == Position(str(project), line, column)


def test_processes_in_a_circle(nix: Session, nixpkgs: Path, tmp_path: Path) -> None:
    """An error of our own modules is the program's, and the session goes on after the user mended it."""
    project = tmp_path / "project.nix"
    text = EXAMPLE.read_text()
    project.write_text(text.replace("env.GREETING", 'processes.redis.after = [ "web" ];\n  env.GREETING'))
    with pytest.raises(EvalError, match=r"wait for each other: .*web"):
        evaluate(nix, project, nixpkgs)
    project.write_text(text)
    assert nix.refresh() == [str(project)]
    assert evaluate(nix, project, nixpkgs).shell == evaluate(nix, EXAMPLE, nixpkgs).shell
