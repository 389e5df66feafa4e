"""`nixray causes` on a run whose reference is wrong in known ways: a Nix with one more variable set."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reports.schemas import validator
from tests.cli.command import nixray

SET = """
let
  fault = builtins.getEnv "FAULT";
  drv = name: more: derivation ({ inherit name; system = "x86_64-linux"; builder = "/bin/sh"; } // more);
  base = drv "base" {
    configureFlags = "--with-a ${fault}--with-b";
  };
  package = name: drv name { inherit base; };
in
{
  a = package "a";
  b = package "b";
  c = drv "c" { extra = "x${fault}"; };
  d = drv "d" { };
  f = if fault == "" then package "f" else throw "the value 'f1' is gone";
  g = if fault == "" then package "g" else throw "the value 'g22' is gone";
}
"""


@pytest.fixture
def run(reference: str, tmp_path: Path) -> tuple[Path, str]:
    """The folder of a run against the faulty reference, and that reference's program."""
    program = tmp_path / "nix-instantiate"
    program.write_text(f'#!/bin/sh\nFAULT="${{FAULT_TEXT-wrong }}" exec {reference} "$@"\n')
    program.chmod(0o755)
    (tmp_path / "default.nix").write_text(SET)
    paths = tmp_path / "paths.jsonl"
    paths.write_text("".join(f'{{"attr":"{name}"}}\n' for name in "abcdfg"))
    words = ["--reference", str(program), "--paths", str(paths), "--out", str(tmp_path / "run")]
    ran = nixray("regress", str(tmp_path), *words)
    assert ran.status == 1 and "cause 1: variable configureFlags explains 2 of 3" in ran.out, ran.err
    assert "variable configureFlags" in (tmp_path / "run" / "report.html").read_text()
    return tmp_path / "run", str(program)


def test_causes_are_ranked_placed_and_checked(run: tuple[Path, str]) -> None:
    """The input that two attributes share comes first, with its variable, its place in the source, and
    what remains once it is as the reference has it."""
    folder, program = run
    ran = nixray("causes", str(folder), "--reference", program, "--format", "json")
    assert ran.status == 1, ran.err
    report = json.loads(ran.out)
    validator("causes").validate(report)
    assert report["differing"] == report["compared"] == 3
    first, second = report["causes"]
    assert (first["field"], first["key"], first["explains"]) == ("env", "configureFlags", 2)
    assert first["some"] == ["a", "b"] and first["roots"] == 1 and first["first"][0]["name"] == "base"
    assert first["source"]["line"] == 6 and first["source"]["text"].startswith("configureFlags =")
    divergence = first["divergence"]
    assert divergence["text"] == 'builtins.getEnv "FAULT"' and divergence["line"] == 3
    assert (divergence["ours"], divergence["reference"]) == ('""', '"wrong "')
    assert first["check"] == {"match": 2, "remain": 1, "some": ["c"]}
    assert (second["key"], second["explains"]) == ("extra", 1)
    (group,) = report["failures"]
    assert group["attributes"] == 2 and group["template"] == "the value '…' is gone"
    assert group["verdict"] == "only-reference-fails"


def test_the_terminal_tells_the_same(run: tuple[Path, str]) -> None:
    """Text for people, and the data kept in the run's folder."""
    folder, program = run
    ran = nixray("causes", str(folder), "--reference", program)
    assert "cause 1: variable configureFlags explains 2 of 3" in ran.out
    assert "default.nix:6:5" in ran.out and "+ wrong" in ran.out
    assert "with the reference's derivations in place 2 of 3 attributes match" in ran.out
    assert json.loads((folder / "causes.json").read_text())["compared"] == 3


def test_without_a_reference_failures_are_grouped(run: tuple[Path, str]) -> None:
    """What needs the reference's derivations is left out, with a hint."""
    ran = nixray("causes", str(run[0]))
    assert ran.status == 1 and "the value '…' is gone" in ran.out and "hint: with --reference" in ran.err


@pytest.mark.parametrize("content, message", [(None, "is it the --out folder"), ("{", "is not JSON")])
def test_a_folder_that_is_no_run(tmp_path: Path, content: str | None, message: str) -> None:
    """One message, status 3."""
    if content is not None:
        (tmp_path / "summary.json").write_text(content)
    ran = nixray("causes", str(tmp_path))
    assert ran.status == 3 and message in ran.err
