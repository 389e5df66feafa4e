"""`nixray reduce`: small, self-contained, still telling, the same every time."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from corpus.recording import PACKAGES
from eval_jobs.reduction.layout import laid_out
from eval_jobs.reduction.merging import Merger, single
from eval_jobs.reduction.verdicts import Isolated, Reference, ask_ours
from eval_jobs.root import file_root
from evaluator.evaluation import Evaluation, Settings
from tests.cli.command import nixray
from tests.corpus.cases import ROOT as LANGUAGE
from tests.drill.mutants import environment
from tests.store.daemons import programs

MODULE_SYSTEM = {
    "default.nix": "import ./lib/eval.nix { modules = [ ./a.nix ./b.nix ]; options = import ./options.nix; }",
    "lib/eval.nix": """
{ modules, options }:
let
  types = import ./types.nix;
  merged = builtins.foldl' (all: m: all // (import m { inherit types; })) { } modules;
  check = name: value:
    if options.${name}.check value then value
    else throw "A definition for option `${name}' is not of type `${options.${name}.name}'.";
in
{ config = builtins.mapAttrs check merged; unrelated = throw "never"; }
""",
    "lib/types.nix": "{ str = 1; int = 2; unused = import ./not-there.nix; }",
    "options.nix": """
{ host = { name = "string"; check = builtins.isString; };
  port = { name = "integer"; check = builtins.isInt; }; }
""",
    "a.nix": '{ types, ... }: { host = "example"; }',
    "b.nix": "{ types, ... }: { port = builtins.readFile ./port; }",
    "port": "eighty\n",
}


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A small module system in several files, with a wrong definition."""
    for name, text in MODULE_SYSTEM.items():
        file = tmp_path / "program" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path / "program"


def test_a_program_of_many_files_as_one(program: Path) -> None:
    """The merged program says what the files say, with none of them there."""
    merger = Merger(file_root(str(program)), ("config", "port"))
    answer = merger.answer()
    merged = merger.merged().text
    for file in sorted(program.rglob("*.nix")):
        file.unlink()
    assert answer[0] == "error" and "option `port'" in answer[1]
    assert Isolated()(merged) == answer
    assert "unused" not in merged or "not-there" not in merged


def test_an_error_keeps_its_way_from_the_cause(program: Path, tmp_path: Path) -> None:
    """One short file that fails in the same way, and not because somebody wrote the message down."""
    out = tmp_path / "case.nix"
    words = ["reduce", str(program), "-A", "config.port", "--out", str(out), "--cache", str(tmp_path / "cache")]
    ran = nixray(*words)
    assert ran.status == 0, ran.err
    text = out.read_text()
    assert len(text.splitlines()) <= 8 and "import" not in text
    failed = nixray("eval", "--strict", str(out))
    assert failed.status == 1 and "is not of type `" in failed.err
    again = nixray(*words)
    assert "; 0 tests" in again.err and out.read_text() == text
    other = [*words[:-1], str(tmp_path / "other"), "--workers", "1"]
    assert nixray(*other).status == 0 and out.read_text() == text


MODULES = """
let
  lib = import ./lib.nix;
  eval = modules: lib.fix (config: lib.merged { inherit config; } modules);
  system = definition: (eval [ ./base.nix definition ]).summary;
in
{
  type = system { port = "ssh"; };
  conflict = system { host = "other"; };
  unknown = system { hots = "typo"; };
  removed = system { package = lib.packages.olden; };
  missing = system { package = lib.packages.toool; };
}
"""
LIB = """
rec {
  fix = f: let x = f x; in x;
  options = { host.type = "string"; port.type = "int"; package.type = "set"; summary.type = "string"; };
  packages = { tool = { name = "tool"; }; olden = throw "olden has been removed"; };
  load = args: m: if builtins.isPath m then import m args else m;
  pairs = set: map (name: { inherit name; value = set.${name}; }) (builtins.attrNames set);
  definitions = args: modules: builtins.concatMap (m: pairs (load args m)) modules;
  checked = name: value:
    if !(options ? ${name}) then throw "The option `${name}' does not exist."
    else if builtins.typeOf value != options.${name}.type
    then throw "The option `${name}' is not of type `${options.${name}.type}'."
    else value;
  one = name: values:
    if builtins.length values > 1 && builtins.any (v: v != builtins.head values) values
    then throw "The option `${name}' has conflicting definitions."
    else checked name (builtins.head values);
  merged = args: modules: builtins.mapAttrs (name: pairs: one name (map (pair: pair.value) pairs))
    (builtins.groupBy (pair: pair.name) (definitions args modules));
}
"""
BASE = """
{ config }: { host = "example"; summary = builtins.concatStringsSep ":" [ config.host (toString config.port or 22)
  (config.hots or "") (config.package.name or "") ]; }
"""
TELLING = {
    "type": ['"ssh"', "port"],
    "conflict": ['"example"', '"other"', "host"],
    "unknown": ["hots"],
    "removed": ["olden ="],
    "missing": [".toool", "tool ="],
}


@pytest.mark.parametrize("kind", sorted(TELLING))
def test_what_memory_holds_tells_why(kind: str, tmp_path: Path, reference: str) -> None:
    """A failure deep in a small module system comes down to a few lines that still have what the user wrote;
    reference Nix says the same of them."""
    for name, text in (("default.nix", MODULES), ("lib.nix", LIB), ("base.nix", BASE)):
        (tmp_path / name).write_text(text)
    wanted = Merger(file_root(str(tmp_path)), (kind,)).answer()[1]
    ran = nixray("reduce", str(tmp_path), "-A", kind, "--cache", str(tmp_path / "cache"))
    assert ran.status == 0, ran.err
    assert len(ran.out.splitlines()) <= 6 and all(word in ran.out for word in TELLING[kind]), ran.out
    assert Isolated()(ran.out) == Reference(reference)(ran.out) == ("error", wanted)


def test_the_literal_to_blame_stays() -> None:
    """With a culprit in the user's own text, what checks it stays too."""
    text = (
        'let check = v: if builtins.isString v then v else throw "the value of ${toString [ 1 2 ]} is bad"; '
        'lib = { f = x: { y = check x; }; }; in { a = (lib.f "fine").y; b = (lib.f 42).y; }'
    )
    ran = nixray("reduce", "-E", text, "-A", "b")
    assert ran.status == 0, ran.err
    assert "42" in ran.out and "isString" in ran.out and len(ran.out.splitlines()) <= 3


@pytest.mark.parametrize(
    ("check", "license", "told"),
    [
        ("let v = CHECK; in VERDICT", '"unfree"', 'builtins.elem "unfree" [ "mit" ]'),
        ("let v = CHECK; in VERDICT", "tool", 'builtins.elem "u" [ "mit" ]'),
        ("with { v = CHECK; }; VERDICT", "tool", "{ valid = false; }.valid"),
    ],
)
def test_a_verdict_is_told_by_its_name(check: str, license: str, told: str, tmp_path: Path) -> None:
    """What the user wrote is to blame, if it is in reach. Else a check came to `false`: it is made again, if it is
    known how; if not, that it is `valid` which is false tells something."""
    check = check.replace("CHECK", '{ valid = builtins.elem meta [ "mit" ]; }').replace(
        "VERDICT", 'if !v.valid then throw "refusing to evaluate what is not free" else meta'
    )
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "default.nix").write_text(
        f'{{ tool = builtins.substring 0 1 "unfree"; check = meta: {check}; }}'
    )
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "default.nix").write_text(f"let lib = import ../lib; tool = lib.tool; in lib.check {license}")
    ran = nixray("reduce", str(tmp_path / "own"))
    assert ran.status == 0, ran.err
    assert told in ran.out and len(ran.out.splitlines()) <= 3, ran.out


def test_what_a_check_looked_at_is_blamed(tmp_path: Path) -> None:
    """A check through functions of others, over when the error is thrown: the datum that it hangs on stays."""
    (tmp_path / "check.nix").write_text(
        "{ allow }: let refused = attrs: !allow && builtins.any (l: !(l.free or true)) attrs.licenses; "
        'in attrs: if refused attrs then { valid = false; reason = "unfree"; } else { valid = true; }'
    )
    (tmp_path / "lib.nix").write_text(
        "let check = import ./check.nix { allow = false; }; licenses = { own = { free = 1 == 2; }; }; in "
        "{ make = name: let attrs = { licenses = [ licenses.own ]; }; validity = check attrs; in "
        'if !validity.valid then throw "refused: ${validity.reason}" else attrs; }'
    )
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "default.nix").write_text('(import ../lib.nix).make "tool"')
    ran = nixray("reduce", str(tmp_path / "own"))
    assert ran.status == 0, ran.err
    assert "{ free = false; }" in ran.out and "builtins.any" in ran.out and len(ran.out.splitlines()) <= 4, ran.out


def test_what_was_found_wrong_is_told_in_its_words(tmp_path: Path) -> None:
    """Of a failed assertion its text stays, which tells more than that it failed."""
    (tmp_path / "lib.nix").write_text(
        'config: let assertions = [ { assertion = true; message = "fine"; } { assertion = config ? device; message = '
        '"You must set a device."; } ]; failed = map (x: x.message) (builtins.filter (x: !x.assertion) assertions); in '
        'if failed != [ ] then throw "Failed assertions:\\n${builtins.concatStringsSep "," failed}" else config'
    )
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "default.nix").write_text("import ../lib.nix { }")
    ran = nixray("reduce", str(tmp_path / "own"))
    assert ran.status == 0, ran.err
    assert "You must set a device." in ran.out and len(ran.out.splitlines()) <= 6, ran.out


def test_what_a_name_was_looked_for_in_stays(tmp_path: Path) -> None:
    """An error that is gone with the only name of a list is also gone with a name that is there: that tells more."""
    (tmp_path / "lib.nix").write_text(
        "options: names: builtins.foldl' (done: name: if options ? ${name} then done else "
        'throw "the option ${name} does not exist") null names'
    )
    (tmp_path / "default.nix").write_text("import ./lib.nix { enable = 1; port = 2; } [ \"enabled\" ]")
    ran = nixray("reduce", str(tmp_path))
    assert ran.status == 0, ran.err
    assert '"enabled"' in ran.out and "{ enable =" in ran.out and len(ran.out.splitlines()) <= 5, ran.out


def test_a_difference_is_kept(reference: str, tmp_path: Path) -> None:
    """What both evaluators disagree on is all that is left."""
    program = tmp_path / "faulty"
    program.write_text(f'#!/bin/sh\nFAULT=wrong exec {reference} "$@"\n')
    program.chmod(0o755)
    text = '{ x = map (y: { z = "${y}-${builtins.getEnv "FAULT"}"; }) [ "a" ]; w = 1; }'
    ran = nixray("reduce", "-E", text, "-A", "x", "--reference", str(program))
    assert ran.status == 0, ran.err
    assert "two values" in ran.err and ran.out.strip() == 'builtins.getEnv "FAULT"'


def test_a_difference_in_a_set_of_packages(reference: str) -> None:
    """What leads to the expression that the two disagree on is values by then."""
    more = environment("toJSON")
    ran = nixray("reduce", str(PACKAGES), "-A", "generatedConfig", "--reference", reference, **more)
    assert ran.status == 0, ran.err
    assert re.fullmatch(r"builtins\.toJSON [\[{].{3,40}\n", ran.out), ran.out
    assert int(re.findall(r"(\d+) tests", ran.err)[0]) < 300


def test_a_difference_in_what_is_made_of_a_derivation(tmp_path: Path) -> None:
    """No expression of the program tells it but the derivation's own path: the lowest one that differs is left, and
    what it hangs on; files are those of the program. (Nix 2.8 writes 2 for 2.0 in structured attributes.)"""
    (tmp_path / "build.sh").write_text("true\n")
    (tmp_path / "default.nix").write_text(
        'let leaf = derivation { name = "leaf"; system = "s"; builder = "/b"; args = [ ./build.sh ]; more = "y"; '
        "__structuredAttrs = true; scale = 2.0; }; "
        'in { top = derivation { name = "top"; system = "s"; builder = "/b"; inherit leaf; }; }'
    )
    ran = nixray("reduce", str(tmp_path), "-A", "top", "--reference", str(programs("2.8") / "nix-instantiate"))
    assert ran.status == 0 and "two values" in ran.err, ran.err
    assert "scale = " in ran.out and "__structuredAttrs = true" in ran.out
    assert "leaf" not in ran.out and len(ran.out.splitlines()) == 1, ran.out


def test_a_command_of_the_users_own(tmp_path: Path) -> None:
    """Whatever the command accepts is of interest."""
    test = tmp_path / "test.sh"
    test.write_text('#!/bin/sh\ngrep -q needle "$1"\n')
    test.chmod(0o755)
    text = '{ a = 1; b = [ { c = "hay needle hay"; } 3 ]; }'
    ran = nixray("reduce", "-E", text, "--test", str(test))
    assert ran.status == 0 and ran.out.strip() == '"needle"'


@pytest.mark.parametrize(
    "words, status, message",
    [
        ([], 2, "give a ROOT file or an expression"),
        (["-E", "1"], 3, "the program does not fail"),
        (["-E", "1 +"], 3, "syntax error"),
        (["-E", "{ }", "--test", "false"], 3, "does not end with status 0"),
        (["/nonexistent"], 3, "there is no file '/nonexistent'"),
    ],
)
def test_nothing_to_reduce(words: list[str], status: int, message: str) -> None:
    """One message."""
    ran = nixray("reduce", *words)
    assert ran.status == status and message in ran.err


CASES = sorted(file for file in LANGUAGE.rglob("*.nix") if file.stat().st_size < 3000)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(next(case for case in CASES if case.name == "interpolation-of-path-appends.nix"))
@given(st.sampled_from(CASES))
def test_terms_mean_what_their_source_means(file: Path) -> None:
    """A program, its term, and the term laid out have one value."""
    text = file.read_bytes().decode("latin-1")
    session = Evaluation(Settings())
    try:
        term = single(text, session)
    except Exception:
        return  # a case of a syntax error
    wanted = ask_ours(text)
    if wanted[0] == "value" and "__curPos" not in text and "Pos" not in text and "<LAMBDA>" not in wanted[1]:
        assert ask_ours(term.text) == wanted
        assert ask_ours(laid_out(term)) == wanted


def test_functions_on_the_way_are_called(tmp_path: Path) -> None:
    """A file that is a function with defaults is merged as -A sees it."""
    (tmp_path / "default.nix").write_text("{ name ? \"x\" }: { inner = { n ? name }: { bad = throw n; }; }")
    merger = Merger(file_root(str(tmp_path)), ("inner", "bad"))
    assert Isolated()(merger.merged().text) == merger.answer() == ("error", "x")


def test_a_wrong_option_of_a_real_module_system(nixpkgs: Path, tmp_path: Path) -> None:
    """An error deep in the modules of nixpkgs comes down to what fails by itself, and still tells what is wrong."""
    (tmp_path / "default.nix").write_text(f"""
let lib = import {nixpkgs}/lib; in (lib.evalModules {{ modules = [
  {{ options.ports = lib.mkOption {{ type = lib.types.listOf lib.types.port; default = [ ]; }}; }}
  {{ options.name = lib.mkOption {{ type = lib.types.str; default = "none"; }}; }}
  ({{ config, ... }}: {{ ports = lib.mkIf (config.name == "some") [ "ssh" ]; name = "some"; }})
]; }}).config
""")
    out = tmp_path / "out.nix"
    ran = nixray("reduce", str(tmp_path), "-A", "ports", "--workers", "1", "--out", str(out))
    assert ran.status == 0, ran.err
    assert len(out.read_text().splitlines()) <= 20
    failed = nixray("eval", "--strict", str(out))
    assert "The option value `ports" in failed.err and "is not of type" in failed.err
