"""`nixray regress` as a gate: every kind of reference, levels, known differences, counts, earlier runs."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from corpus.recording import PACKAGES, answers_file
from reports.schemas import validator
from tests.cli.command import ROOT, nixray

ZOO = """
{ n ? "n" }: {
  good = derivation { name = "good"; system = "s"; builder = n; } // { meta.n = 1; };
  inner = { recurseForDerivations = true; "d.e" = derivation { name = "d"; system = "s"; builder = "b"; }; };
  thrown = throw "gone"; missing = { }.x;
}"""
NIXRAY = f"lines:{sys.executable} {ROOT / 'nixray.py'} jobs --no-ledger"
RECORDED = str(answers_file("2.34.8"))
OLDER = str(answers_file("2.8.0"))


@pytest.fixture
def asked(tmp_path: Path) -> str:
    """The zoo's attributes, and one that is no derivation."""
    file = tmp_path / "asked.jsonl"
    file.write_text("".join(f'{{"attr":{json.dumps(a)}}}\n' for a in ("good", 'inner."d.e"', "thrown", "missing")))
    return str(file)


def test_another_nixray_speaks_lines(asked: str) -> None:
    """A program that prints lines as nix-eval-jobs does is asked about just what is compared."""
    ran = nixray("regress", "-E", ZOO, "--argstr", "n", "m", "--paths", asked, "--reference", NIXRAY)
    assert ran.status == 0, ran.out + ran.err
    assert "total                        4" in ran.out


def test_a_command_for_each_attribute(reference: str, asked: str) -> None:
    """Any evaluator can be asked by a template of its command line."""
    template = f"command:{reference} --eval --readonly-mode --json -E {{drvPath}}"
    ran = nixray("regress", "-E", ZOO, "--argstr", "n", "m", "--paths", asked, "--reference", template)
    assert ran.status == 0, ran.out + ran.err


def test_nix_eval_is_a_reference(reference: str, asked: str) -> None:
    """The program `nix` is asked by `nix eval`."""
    nix = str(Path(reference).parent / "nix")
    ran = nixray("regress", "-E", ZOO, "--paths", asked, "--reference", nix, "--level", "meta")
    assert ran.status == 0, ran.out + ran.err
    assert "nix (Nix) 2.34" in ran.out


def test_several_references_make_a_matrix(tmp_path: Path) -> None:
    """Each is compared with nixray, and with each other; every one has its folder."""
    out = tmp_path / "out"
    ran = nixray("regress", str(PACKAGES), "--reference", RECORDED, "--reference", OLDER, "--out", str(out))
    assert ran.status == 1
    assert "79 of 79" in ran.out and "74 of 79" in ran.out
    rows = [json.loads(line) for line in (out / "matrix.jsonl").read_text().splitlines()]
    assert len(rows) == 79 and all(len(row["answers"]) == 3 for row in rows)
    odd = next(row for row in rows if row["attr"] == "differences.floatInStructuredAttrs")
    assert sorted(odd["groups"].values()) == [0, 0, 1]
    assert (out / "reference-1" / "summary.json").exists() and (out / "reference-2" / "report.html").exists()


def test_levels_decide_what_is_a_difference(tmp_path: Path) -> None:
    """With another text the same kind of error agrees, unless the text is asked for."""
    recorded = tmp_path / "answers.jsonl"
    recorded.write_text('{"attr":"a","error":"attribute \'y\' missing"}\n{"attr":"b","error":"division by zero"}\n')
    root = "{ a = { }.x; b = 1 + { }; }"
    statuses = {
        level: nixray("regress", "-E", root, "--reference", str(recorded), "--level", level).status
        for level in ("drv", "error-kind")
    }
    assert statuses == {"drv": 0, "error-kind": 1}
    only = tmp_path / "only"
    only.write_text('{"attr":"a"}')
    text = ("regress", "-E", root, "--paths", str(only), "--reference", str(recorded))
    assert nixray(*text).status == 0
    assert nixray(*text, "--level", "error-text").status == 1


def test_known_differences_are_accepted_while_they_are_true(tmp_path: Path) -> None:
    """The five known ones make status 0; one that is none any more makes 1."""
    known = tmp_path / "known-differences.toml"
    entry = '[[difference]]\nattribute = "{}"\nclass = "{}"\nreason = "2.8 is older"\n'
    known.write_text(
        entry.format("differences.float*", "drv-differs")
        + entry.format("differences.*", "only-ours-fails")
        + entry.format("differences.newBuiltin", "only-reference-fails")
    )
    gate = ("regress", str(PACKAGES), "--reference", OLDER, "--known", str(known))
    ran = nixray(*gate, "--out", str(tmp_path / "out"))
    assert ran.status == 0, ran.out
    assert "5 of the differences are known and accepted" in ran.out
    rows = [json.loads(line) for line in (tmp_path / "out" / "comparison.jsonl").read_text().splitlines()]
    for row in rows:
        validator("comparison").validate(row)
    assert sum("known" in row for row in rows) == 5
    known.write_text(known.read_text() + entry.format("failures.*", "drv-differs"))
    ran = nixray(*gate)
    assert ran.status == 1 and "unexpected pass: 'failures.*'" in ran.out


def test_counts_are_checked() -> None:
    """Too few compared is a failure of the harness, and so is nothing at all."""
    gate = ("regress", str(PACKAGES), "--reference", RECORDED)
    assert nixray(*gate, "--expect-count", "79").status == 0
    ran = nixray(*gate, "--expect-count", "80")
    assert ran.status == 3 and "79 attributes were compared, and not 80" in ran.err
    ran = nixray("regress", "-E", "{ }", "--reference", NIXRAY)
    assert ran.status == 3 and "nothing to compare" in ran.err


@pytest.mark.parametrize(
    "reference, message",
    [
        ("lines:/no/such/program", "there is no reference program '/no/such/program'"),
        ("lines:echo words", "prints what is no line of nix-eval-jobs: words"),
        ("lines:false", "ended with status 1"),
        ("command:/no/such/program {attr}", "there is no reference program"),
        ("command:echo", "needs one of {expression}"),
        ("command:echo 'unbalanced {attr}", "No closing quotation"),
    ],
)
def test_references_that_cannot_be_used(asked: str, reference: str, message: str) -> None:
    """One message, and status 3."""
    ran = nixray("regress", "-E", ZOO, "--paths", asked, "--reference", reference)
    assert ran.status == 3 and message in ran.err, ran.err


def test_against_an_earlier_run_only_what_is_new_counts(tmp_path: Path) -> None:
    """Old differences are told apart from new ones, by folder or by number."""
    recorded = tmp_path / "answers.jsonl"
    recorded.write_text("".join(f'{{"attr":"{name}","error":"throw"}}\n' for name in ("a", "b", "c")))
    root = tmp_path / "default.nix"
    ledger = str(tmp_path / "ledger")
    gate = ("regress", str(root), "--reference", str(recorded), "--ledger", ledger)
    root.write_text('{ a = throw "x"; b = abort "x"; c = throw "x"; }')
    assert nixray(*gate, "--out", str(tmp_path / "first")).status == 1
    for earlier in (str(tmp_path / "first"), "1"):
        ran = nixray(*gate, "--against", earlier)
        assert ran.status == 0 and "unchanged        3" in ran.out, ran.out
    root.write_text('{ a = abort "x"; b = throw "x"; c = throw "x"; }')
    ran = nixray(*gate, "--against", "1")
    assert ran.status == 1 and "new: a" in ran.out and "fixed: b" in ran.out and "unchanged        1" in ran.out
    assert nixray(*gate, "--against", "77").status == 3
    assert nixray(*gate, "--against", "never").status == 2
