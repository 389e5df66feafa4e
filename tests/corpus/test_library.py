"""What the library of nixpkgs tests of itself, where an evaluator can be wrong in a thousand ways at once."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.command import environment, nixray
from tests.corpus.reference import read_error


class Driven(NamedTuple):
    """One evaluation that modules.sh asks for."""

    expression: str
    attribute: str


@pytest.fixture(scope="module")
def driven(nixpkgs: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Driven]:
    """All evaluations of modules.sh, noted by a nix-instantiate that answers nothing."""
    folder = tmp_path_factory.mktemp("driver")
    noted = folder / "noted"
    program = folder / "nix-instantiate"
    program.write_text(f'#!/bin/sh\nprintf "%s\\0%s\\0" "$4" "$6" >> {noted}\n')
    program.chmod(0o755)
    path = f"{folder}:{os.environ['PATH']}"
    subprocess.run(
        ["bash", nixpkgs / "lib/tests/modules.sh"],
        env={"PATH": path},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=120,
        check=False,
    )
    words = noted.read_text().split("\0")[:-1]
    return list(dict.fromkeys(map(Driven, words[::2], words[1::2])))


def test_functions_of_the_library(nixpkgs: Path) -> None:
    """lib/tests/misc.nix finds nothing wrong."""
    assert nixray("eval", "--strict", str(nixpkgs / "lib/tests/misc.nix")).out == "[ ]\n"


def test_lists_of_systems(nixpkgs: Path) -> None:
    """lib/tests/systems.nix finds nothing wrong."""
    assert nixray("eval", "--strict", str(nixpkgs / "lib/tests/systems.nix")).out == "[ ]\n"


def test_module_system_agrees_with_the_reference(
    nixpkgs: Path, reference: str, driven: list[Driven], tmp_path: Path
) -> None:
    """Every evaluation that modules.sh drives has the reference's output, or its error and place."""
    assert len(driven) > 80
    modules = nixpkgs / "lib/tests/modules"
    state = {f"NIX_{name}_DIR": str(tmp_path / name) for name in ("STATE", "LOG")}
    wrong = []
    for case in driven:
        options = ["--show-trace", "-E", case.expression, "-A", case.attribute]
        theirs = subprocess.run(
            [reference, "--readonly-mode", "--eval", *options],
            cwd=modules,
            env=environment(**state),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        ours = nixray("eval", *options, cwd=modules)
        if theirs.returncode == 0:
            agree = (ours.status, ours.out) == (0, theirs.stdout)
        else:
            answers = map(read_error, (ours.err, theirs.stderr))
            told = [(answer.error, answer.message, answer.position) for answer in answers]
            agree = ours.status == 1 and told[0] == told[1]
        if not agree:
            wrong.append(f"{case}: {theirs.stdout}{theirs.stderr}\n{ours.out}{ours.err}")
    assert not wrong, "\n".join([f"{len(wrong)} of {len(driven)} differ", *wrong])
