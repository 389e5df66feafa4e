"""The first divergence: found in files and expressions, whatever way the two sides go."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from eval_jobs.causes.divergence import Divider, NoDivergence
from eval_jobs.causes.our_store import session_for
from eval_jobs.causes.probing import fine, probed
from eval_jobs.root import Root, file_root
from evaluator.errors import Source
from evaluator.evaluation import Evaluation, Settings
from tests.cli.command import nixray
from tests.drill.exercise import SET
from tests.drill.mutants import named


@pytest.fixture
def faulty(reference: str, tmp_path: Path) -> str:
    """A reference that sees another environment than we do."""
    program = tmp_path / "faulty"
    program.write_text(f'#!/bin/sh\nFAULT=wrong exec {reference} "$@"\n')
    program.chmod(0o755)
    return str(program)


def test_the_smallest_expression_in_a_file_of_many(faulty: str, tmp_path: Path) -> None:
    """Not the attribute, not the function that used it, but where the value came from."""
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "default.nix").write_text('{ join = a: b:\n  a + (b + "-" + builtins.getEnv "FAULT"); }\n')
    (tmp_path / "default.nix").write_text(
        'let lib = import ./lib; in { set.drv = derivation { name = "n"; system = "s"; '
        'builder = "/b"; v = map (lib.join "x") [ "y" ]; }; }\n'
    )
    found = Divider(faulty, file_root(str(tmp_path))).first(("set", "drv"))
    assert found.file == str(tmp_path / "lib" / "default.nix") and (found.line, found.column) == (2, 18)
    assert found.text == 'builtins.getEnv "FAULT"' and found.reference == '"wrong"'


def test_a_program_behind_a_link(faulty: str, tmp_path: Path) -> None:
    """A tree is looked into by whatever path the program says."""
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "default.nix").write_text('{ x = [ (builtins.getEnv "FAULT") ]; }\n')
    (tmp_path / "real" / "more.nix").write_text("[ ]\n")
    (tmp_path / "link").symlink_to("real")
    for text in ("import ./link", f"import {tmp_path}/link/../link", "import <p>"):
        root = Root(None, f"({text})", tmp_path, (), (f"p={tmp_path}/link",), ())
        found = Divider(faulty, root).first(("x",))
        assert (found.line, found.text) == (1, 'builtins.getEnv "FAULT"'), text


def test_a_side_that_fails_is_where_the_other_goes_on(faulty: str) -> None:
    """When one side throws, the expression is the one that only the other could evaluate."""
    text = '{ x = [ (if builtins.getEnv "FAULT" == "" then 1 else throw "no") ]; }'
    found = Divider(faulty, Root(expression=text)).first(("x",))
    assert found.text == 'builtins.getEnv "FAULT"'


def test_agreement_is_told(reference: str) -> None:
    """Nothing to find."""
    with pytest.raises(NoDivergence):
        Divider(reference, Root(expression="{ x = map (y: y + 1) [ 1 2 ]; }")).first(("x",))


@pytest.mark.parametrize("inside", ["false", "true"])
def test_probes_change_no_value(reference: str, inside: str) -> None:
    """Every construct with probes around it means what it meant."""
    text = (
        'let s = rec { a = 1; inherit (t) b; ${"c" + "d"} = a + b; }; t = { b = 2; e.f = 3; }; '
        'g = { x, y ? x + 1, ... }@z: with s; "${toString (x + y)}-${toString cd}" + (z.q or "none"); '
        "in [ (g { x = 1; }) (s ? a) (-s.a) (!(s ? zz)) (t.e.f or 0) (assert true; s.cd) "
        "(if 1 < 2 then (map (v: v * 2) [ 1 2 ]) else null) (t // { b = 5; }).b ((x: y: x - y) 5 3) ]"
    )
    session = Evaluation(Settings())
    source = Source(None, "t", text.encode())
    file = Path("eval_jobs/causes/probe.nix").absolute()
    probe = f"(import {file} {{ length = builtins.length; inside = {inside}; }})"
    changed = probed(text.encode(), session.parse(source, "/"), probe, "0", fine).decode()
    assert changed.count("(import") > 20

    def value(expression: str) -> str:
        words = [reference, "--eval", "--strict", "--readonly-mode", "-E", expression]
        return subprocess.run(words, capture_output=True, text=True, check=True, env=dict(os.environ)).stdout

    assert value(changed) == value(text)


@pytest.mark.parametrize(
    ("builtin", "said"),
    [
        ("intersectAttrs", ("in b: 2", 'in b: "3"')),
        ("fromJSON", ("in port: 81", "in port: 80")),
        ("attrValues", ("in 0: ", "in 0: ")),
        ("length", ("4", "3")),
        ("groupBy", ("in 0: 2", "in 0: 1")),
        ("parseDrvName", ('in version: ""', 'in version: "1.2"')),
    ],
)
def test_literals_from_the_wrong_place_of_a_set_or_list(reference: str, builtin: str, said: tuple[str, str]) -> None:
    """No expression's own value differs, but what is inside; and a length that is wrong does not mislead."""
    fault = named(builtin)
    found = Divider(reference, file_root(str(SET)), lambda root: fault.apply(session_for(root))).first((fault.seen,))
    assert f"builtins.{builtin}" in found.text or "lib." in found.text, found
    assert found.ours is not None and found.ours.startswith(said[0]), found
    assert found.reference is not None and found.reference.startswith(said[1]), found


def test_the_command(faulty: str) -> None:
    """Text, JSON, and the status of agreement."""
    text = '{ x = 1 + builtins.stringLength (builtins.getEnv "FAULT"); }'
    ran = nixray("diverge", "-E", text, "-A", "x", "--reference", faulty)
    assert ran.status == 1 and "first divergence at «expression»:1:34" in ran.out and "nixray" in ran.out
    ran = nixray("diverge", "-E", text, "-A", "x", "--reference", faulty, "--format", "json")
    assert json.loads(ran.out)["ours"] == '""'
    assert nixray("diverge", "-E", "{ x = 1; }", "-A", "x", "--reference", faulty).status == 0
