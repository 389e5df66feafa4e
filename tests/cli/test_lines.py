"""The lines of `nixray jobs`: flags, keys, types and conditions as nix-eval-jobs has them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import ValidationError
from pytest import mark, raises

from corpus.recording import PACKAGES
from eval_jobs.paths import dotted
from reports.schemas import validator
from tests.cli.command import nixray
from tests.cli.test_jobs import lines

SET = """
{ text ? "none" }:
let
  make = name: more: derivation ({ inherit name; system = "x86_64-linux"; builder = "/bin/sh"; } // more);
  low = make "low" { };
in {
  inherit low;
  high = make "high" { inherit low; requiredSystemFeatures = [ "kvm" "big-parallel" ]; } // {
    meta = { description = "high"; broken = false; function = x: x; bad = throw "in meta"; nested.n = [ 1 2.5 null ]; };
  };
  said = builtins.trace "seen" (builtins.warn "careful" (make "said" { }));
  argument = make text { };
  addressed = make "addressed" { __contentAddressed = true; outputHashMode = "recursive"; outputHashAlgo = "sha256"; };
  aggregate = make "aggregate" { } // {
    _hydraAggregate = true; _hydraGlobConstituents = true; constituents = [ low "high" "nested.*" ];
  };
  nested = { deep = make "deep" { }; "a.b" = make "dotted" { }; };
  fails = throw "no";
}
"""


def jobs(*arguments: str, stdin: bytes = b"") -> dict[str, dict[str, Any]]:
    """Rows by `attr`; each follows the schema."""
    ran = nixray("jobs", "-E", SET, *arguments, stdin=stdin)
    assert ran.status == 0, ran.err
    return {row["attr"]: row for row in lines(ran.out)}


def test_without_flags_a_line_has_no_more_than_it_must() -> None:
    """Keys that are asked for by a flag are not there without it."""
    rows = jobs()
    assert set(rows) == {"low", "high", "said", "argument", "addressed", "aggregate", "fails"}
    plain = {"attr", "attrPath", "drvPath", "name", "nixray", "outputs", "stats", "storeDir", "system"}
    assert set(rows["low"]) == plain
    assert set(rows["high"]) == plain | {"requiredSystemFeatures"}
    assert set(rows["fails"]) == {"attr", "attrPath", "error", "nixray", "stats"}
    assert rows["high"]["requiredSystemFeatures"] == ["kvm", "big-parallel"]


def test_meta_holds_data_only() -> None:
    """Functions and failures in `meta` are null and cost nothing else."""
    rows = jobs("--meta")
    assert rows["high"]["meta"] == {
        "description": "high",
        "broken": False,
        "function": None,
        "bad": None,
        "nested": {"n": [1, 2.5, None]},
    }
    assert rows["low"]["meta"] == {}


def test_inputs_and_what_is_built() -> None:
    """Direct inputs with the outputs used; with no store, all has to be built, inputs first."""
    rows = jobs("--show-input-drvs", "--check-cache-status")
    low, high = rows["low"]["drvPath"], rows["high"]["drvPath"]
    assert rows["high"]["inputDrvs"] == {low: ["out"]} and rows["low"]["inputDrvs"] == {}
    assert rows["high"]["cacheStatus"] == "notBuilt" and rows["high"]["isCached"] is False
    assert rows["high"]["neededBuilds"] == [low, high] and rows["high"]["neededSubstitutes"] == []


def test_constituents_of_aggregates() -> None:
    """Derivations by path, other jobs by name; what is no aggregate has none."""
    rows = jobs("--constituents")
    assert rows["aggregate"]["constituents"] == [rows["low"]["drvPath"]]
    assert rows["aggregate"]["namedConstituents"] == ["high", "nested.*"]
    assert rows["aggregate"]["globConstituents"] is True
    assert rows["low"]["constituents"] == [] and rows["low"]["globConstituents"] is False


def test_what_the_program_says_is_kept_with_its_attribute() -> None:
    """Traces and warnings are in the line of the attribute that caused them, and on standard error."""
    ran = nixray("jobs", "-E", SET)
    rows = {row["attr"]: row for row in lines(ran.out)}
    assert rows["said"]["traces"] == ["seen"] and rows["said"]["warnings"] == ["careful"]
    assert "traces" not in rows["low"] and "trace: seen\n" in ran.err


def test_apply_and_select() -> None:
    """`--apply` gives `extraValue`, a failure in it is the attribute's; `--select` changes the root."""
    rows = jobs("--apply", 'd: if d.name == "low" then throw "not low" else { inherit (d) name; }')
    assert rows["high"]["extraValue"] == {"name": "high"}
    assert rows["low"]["nixray"]["message"] == "not low"
    assert set(
        jobs("--select", "root: { inherit (root) low; n = root.nested // { recurseForDerivations = true; }; }")
    ) == {
        "low",
        "n.deep",
        'n."a.b"',
    }


def test_force_recurse_enters_every_set() -> None:
    """Sets that do not ask for it are entered too."""
    assert {"nested.deep", 'nested."a.b"'} <= set(jobs("--force-recurse"))


def test_arguments_from_files_and_standard_input(tmp_path: Path) -> None:
    """Their text is passed as a string, whatever it holds."""
    (tmp_path / "text").write_text("from-file")
    assert jobs("--arg-from-file", "text", str(tmp_path / "text"))["argument"]["name"] == "from-file"
    assert jobs("--arg-from-stdin", "text", stdin=b"from-stdin")["argument"]["name"] == "from-stdin"


def test_every_setting_is_a_flag() -> None:
    """Settings of nix.conf may be given by name; content-addressed outputs have no path before a build."""
    features = ["--extra-experimental-features", "ca-derivations"]
    assert jobs(*features)["addressed"]["outputs"] == {"out": None}
    system = nixray(
        "jobs", "-E", "{ a = throw builtins.currentSystem; }", "--system", "riscv64-linux", "--no-eval-cache"
    )
    assert lines(system.out)[0]["nixray"]["message"] == "riscv64-linux"
    bad = nixray("jobs", "-E", "{ }", "--no-such-setting")
    assert bad.status == 2 and "--no-such-setting" in bad.err


def test_show_trace_tells_the_whole_way() -> None:
    """The error is told as a command prints it; with the flag, every step."""
    text = 'let f = n: if n == 0 then throw "deep" else 1 + f (n - 1); in { a = f 9; }'
    short = lines(nixray("jobs", "-E", text).out)[0]["error"]
    long = lines(nixray("jobs", "-E", text, "--show-trace").out)[0]["error"]
    assert short.startswith("error:") and "deep" in short and len(long) > len(short)


@mark.parametrize("flag", ["--impure", "--no-instantiate"])
def test_flags_that_change_nothing_here(flag: str) -> None:
    """Nothing is written, and impure is how a root that is no flake is evaluated anyway."""
    assert set(jobs(flag)) == set(jobs())


@settings(max_examples=10, deadline=None)
@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=5),
        min_size=1,
        max_size=3,
        unique=True,
    )
)
def test_attr_is_quoted_as_a_selection_path_is(names: list[str]) -> None:
    """`attr` joins names by dots, with quotes where one is no identifier, and `attrPath` holds them as they are."""
    rows = jobs_of_names(names)
    assert sorted(row["attrPath"] for row in rows) == sorted([name] for name in names)
    assert all(row["attr"] == dotted(row["attrPath"]) for row in rows)


def jobs_of_names(names: list[str]) -> list[dict[str, Any]]:
    """Lines of a set with these names; each value throws."""
    literal = json_in_nix(json.dumps(dict.fromkeys(names, "x")))
    text = f"builtins.mapAttrs (n: v: throw v) (builtins.fromJSON ''{literal}'')"
    ran = nixray("jobs", "-E", text)
    assert ran.status == 0, ran.err
    return lines(ran.out)


def json_in_nix(text: str) -> str:
    """JSON text inside a Nix string of two quotes."""
    return text.replace("''", "'''").replace("${", "''${")


def test_the_embedded_set_follows_the_schema_with_all_flags() -> None:
    """Every line of the embedded package set is valid, whatever is asked for."""
    ran = nixray(
        "jobs", str(PACKAGES), "--meta", "--constituents", "--show-input-drvs", "--check-cache-status",
        "--show-trace", "--apply", "d: d.outputs",
    )  # fmt: skip
    assert ran.status == 0 and len(lines(ran.out)) == 79


def test_the_schema_refuses_what_is_wrong() -> None:
    """A schema that takes everything would show nothing."""
    good = {"attr": "a", "attrPath": ["a"], "error": "no"}
    validator("line").validate(good)
    for wrong in ({"drvPath": "/a.drv"}, {"meta": []}, {"warnings": []}, {"oops": 1}, {"isCached": True}):
        with raises(ValidationError):
            validator("line").validate(good | wrong)
