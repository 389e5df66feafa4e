"""`nixray diff-drv` as users call it: files, expressions, and a reference's store."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval_jobs.causes.graph import write_folder
from reports.schemas import validator
from tests.causes.derivations import DRV, graph_of
from tests.cli.command import nixray


def written(tmp_path: Path, name: str, expression: str) -> Path:
    """The `.drv` file of an expression, its inputs beside it."""
    graph, top = graph_of(expression)
    write_folder(tmp_path / name, graph._made)
    return tmp_path / name / top.rpartition("/")[2]


def test_files_are_compared_with_what_lies_beside_them(tmp_path: Path) -> None:
    """Inputs are read from the file's own folder; the status tells that there are differences."""
    a = written(tmp_path, "a", 'drv "top" { i = drv "in" { v = "1"; }; }')
    b = written(tmp_path, "b", 'drv "top" { i = drv "in" { v = "2"; }; }')
    ran = nixray("diff-drv", str(a), str(b))
    assert ran.status == 1 and "top → in" in ran.out and "env v" in ran.out
    assert nixray("diff-drv", str(a), str(a)).status == 0
    report = json.loads(nixray("diff-drv", str(a), str(b), "--format", "json").out)
    validator("drv-diff").validate(report)
    assert "<!doctype html>" in nixray("diff-drv", str(a), str(b), "--format", "html").out
    moved = tmp_path / "elsewhere.drv"
    moved.write_bytes(a.read_bytes())
    ran = nixray("diff-drv", str(moved), str(b), "--store-a", str(a.parent))
    assert ran.status == 1 and "in" in ran.out


def test_expressions(tmp_path: Path) -> None:
    """Nothing is written for expressions."""
    a, b = f'{DRV} {{ x = drv "e" {{ v = "1"; }}; }}', f'{DRV} {{ x = drv "e" {{ v = "2"; }}; }}'
    ran = nixray("diff-drv", "-E", a, b, "-A", "x", cwd=tmp_path)
    assert ran.status == 1 and "- 1" in ran.out and "+ 2" in ran.out
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "words, status, message",
    [
        (["one.drv"], 2, "give two derivations"),
        (["/nonexistent/a.drv", "b.drv"], 3, "cannot read the derivation '/nonexistent/a.drv'"),
        (["-E", "1", "2"], 3, "1 is no derivation but of type 'int'"),
        (["-E", 'throw "no"', "2"], 3, "error: no"),
        (["-E", "1", "--reference", "/no/such/nix"], 3, "error:"),
    ],
)
def test_what_cannot_be_compared_is_one_message(words: list[str], status: int, message: str) -> None:
    """Bad input ends with a clear message and its own status."""
    ran = nixray("diff-drv", *words)
    assert ran.status == status and message in ran.err


def test_a_file_that_is_no_derivation(tmp_path: Path) -> None:
    """A broken file is named with the place where it breaks."""
    file = tmp_path / "bad.drv"
    file.write_text("Derive([")
    ran = nixray("diff-drv", str(file), str(file))
    assert ran.status == 3 and "bad.drv" in ran.err and "at byte" in ran.err


def test_against_a_reference_with_a_store_of_its_own(reference: str) -> None:
    """The reference's derivations are those that nixray makes, and a changed one is found."""
    text = f'{DRV} drv "top" {{ i = drv "in" {{ v = builtins.nixVersion or "x"; }}; }}'
    assert nixray("diff-drv", "-E", text, "--reference", reference).status == 0
    other = text.replace("v = builtins", 'v = "other" + builtins')
    ran = nixray("diff-drv", "-E", text, other, "--reference", reference)
    assert ran.status == 1 and "top → in" in ran.out
    ran = nixray("diff-drv", "-E", text, 'throw "gone"', "--reference", reference)
    assert ran.status == 3 and "gone" in ran.err
