"""`nixray eval`, `instantiate` and `parse` through the real command line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import environment, nixray, words
from tests.conftest import ROOT

DRV = 'derivation { name = "a"; system = "b"; builder = "c"; }'
DRV_PATH = "/nix/store/ncvzg25n0l41lmwbnxc7fcrkrajq3pvw-a.drv"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with something to select."""
    path = tmp_path / "t.nix"
    path.write_text('{ a = 1; b = [ 10 (x: x) ]; c = { x ? 2 }: { y = x; }; d."e.f" = 5; }')
    return path


def reference_says(reference: str, *arguments: str, cwd: Path, stdin: bytes = b"") -> tuple[int, str, str]:
    """What nix-instantiate does with the same words."""
    state = {f"NIX_{name}_DIR": str(cwd / name) for name in ("STATE", "LOG")}
    done = subprocess.run(
        [reference, "--readonly-mode", *arguments],
        cwd=cwd,
        input=stdin,
        # Where /nix exists, the reference would warn that the users it builds as do not.
        env=environment(NIX_STORE_DIR="/nix/store", NIX_CONFIG="build-users-group =", **state),
        capture_output=True,
        check=False,
    )
    warning = (
        "warning: you did not specify '--add-root'; the result might be removed by the garbage collector\n"
    )
    return (
        done.returncode,
        done.stdout.decode(errors="replace"),
        done.stderr.decode(errors="replace").replace(warning, ""),
    )


SAME = [
    ["--eval", "t.nix", "-A", "a", "-A", "b.0", "-A", "c.y", "-A", 'd."e.f"'],
    ["--eval", "-E", "1", "2"],
    ["--eval", "-E", "1", "-E", "2"],
    ["--eval", "t.nix", "-A", ""],
    ["--eval", "t.nix", "-A", "b.5"],
    ["--eval", "t.nix", "-A", "b.x"],
    ["--eval", "t.nix", "-A", "aa"],
    ["--eval", "t.nix", "-A", "a.q"],
    ["--eval", "-A", "a", "no-such.nix"],
    ["--eval", "."],
    ["--eval"],
    ["--eval", "--raw", "-E", '"a\\n"'],
    ["--eval", "--raw", "-E", "1"],
    ["--eval", "--json", "--strict", "-E", "{ a = 1.0; b = [ 1 null ]; }"],
    ["--eval", "--xml", "--strict", "--no-location", "-E", "{ a = 1.0; b = [ 1 null ]; }"],
    ["--eval", "--arg", "x", "1", "--argstr", "y", "s", "-E", "{ x, y, z ? 3 }: [ x y z ]", "--strict"],
    ["--eval", "-E", "{ x ? 2 }: x"],
    ["--eval", "-E", "{ a }: a", "-A", "x"],
    ["--eval", "-", "-A", "x"],
    ["--eval", "--max-call-depth", "5", "-E", "let f = n: [ (f n) ]; in 1"],
    ["--eval", "--option", "frob", "1", "-E", "1"],
    ["--eval", "-E", "1 +"],
    ["--eval", "<no-such-entry>"],
    ["--eval", "-I", "here=.", "<here/t.nix>", "-A", "a"],
    ["--eval", "--system", "other", "-E", "builtins.currentSystem"],
    ["--eval", "-E"],
    ["--eval", "--add-root", "nowhere", "-E", "1"],
    ["--eval", "-v", "-E", "[ (import ./t.nix).a (scopedImport { } ./t.nix).a (import ./t.nix).a ]"],
    ["--eval", "-v", "t.nix", "-A", "a"],
    ["--eval", "--verbose", "-E", "import <nix/fetchurl.nix>"],
    ["--find-file", "-I", "here=.", "here/t.nix", "no-such-entry", "here/t.nix"],
    ["--find-file", "nix/fetchurl.nix"],
    ["--parse", "-E", "1 + 2", "-E", "a: b"],
    ["--parse", "t.nix"],
    ["-E", f"{{ a = {DRV}; b = 1; }}"],
    ["-E", f"{{ x.recurseForDerivations = true; x.y = {DRV}; n.z = {DRV}; }}"],
    ["-E", f"[ [ ({DRV}) ] {{ x = {DRV}; }} ]"],
    ["-E", f"({DRV}) // {{ outputName = \"dev\"; }}"],
    ["-E", f'{{ "a b" = {DRV}; "a+b" = {DRV}; }}'],
    ["-E", "1"],
    ["-E", "[ 1 ]"],
    ["-E", '{ type = "derivation"; }'],
    ["-E", "{ x.recurseForDerivations = 1; }"],
]  # fmt: skip


@pytest.mark.parametrize("words", SAME, ids=" ".join)
def test_the_reference_does_the_same(reference: str, file: Path, words: list[str]) -> None:
    """The same words give the same output, message and status."""
    stdin = b"{ x = 2; }"
    status, out, err = reference_says(reference, *words, cwd=file.parent, stdin=stdin)
    ran = nixray("instantiate", *words, cwd=file.parent, stdin=stdin)
    assert (ran.status, ran.out) == (status, out)
    assert ran.err == err


@pytest.mark.parametrize("words", [["--frob"], ["-A"], ["--arg", "x"], ["--max-call-depth"]], ids=" ".join)
def test_wrong_words_get_the_reference_message(reference: str, tmp_path: Path, words: list[str]) -> None:
    """Only the name of the command in the hint is ours."""
    status, _, err = reference_says(reference, "--eval", *words, cwd=tmp_path)
    ran = nixray("eval", *words, cwd=tmp_path)
    assert (ran.status, ran.err.replace("nixray eval", "nix-instantiate")) == (status, err)


def test_store_dir_moves_the_store() -> None:
    """`--store-dir` and NIX_STORE_DIR say where the store is."""
    assert nixray("eval", "--store-dir", "/x", "-E", "builtins.storeDir").out == '"/x"\n'
    assert nixray("eval", "-E", "builtins.storeDir", NIX_STORE_DIR="/y").out == '"/y"\n'
    assert nixray("instantiate", "-E", DRV).out == DRV_PATH + "\n"


def test_configuration_reaches_the_evaluation() -> None:
    """NIX_CONFIG is honoured, and a bad line is one message."""
    text = "let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 10"
    assert "max-call-depth exceeded" in nixray("eval", "-E", text, NIX_CONFIG="max-call-depth = 5").err
    ran = nixray("eval", "-E", "1", NIX_CONFIG="bogus")
    assert ran.status == 1 and ran.err.startswith("error: syntax error in configuration line 'bogus'")


def test_stats_go_to_standard_error() -> None:
    """Figures do not mix with the result."""
    ran = nixray("eval", "--stats", "-E", "(x: x) 1")
    assert ran.out == "1\n" and '"calls"' in ran.err


@pytest.mark.parametrize("content", [b'"\xff"', b"\xff", b"{ a = '\x00'; }"])
def test_bytes_that_are_no_text(reference: str, tmp_path: Path, content: bytes) -> None:
    """Invalid UTF-8 and NUL are taken or refused as the reference does."""
    (tmp_path / "x.nix").write_bytes(content)
    status, _, _ = reference_says(reference, "--eval", "x.nix", cwd=tmp_path)
    assert nixray("eval", "x.nix", cwd=tmp_path).status == status


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file(tmp_path: Path) -> None:
    """A file that may not be read is one message."""
    (tmp_path / "x.nix").touch(mode=0)
    ran = nixray("eval", "x.nix", cwd=tmp_path)
    assert ran.status == 1 and "Permission denied" in ran.err


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("bytes_read", [0, 10])
def test_closed_output_is_one_message(unbuffered: str, bytes_read: int) -> None:
    """A reader that leaves early, at once or in the middle, gets no traceback and no success."""
    text = "builtins.genList (x: x) 200000"
    process = subprocess.Popen(
        words("eval", "--strict", "-E", text),
        env=environment(PYTHONUNBUFFERED=unbuffered),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.read(bytes_read)
    process.stdout.close()
    assert process.stderr.read() == b"error: standard output was closed before everything was written\n"
    assert process.wait() == 141


def test_unknown_commands_and_help() -> None:
    """The command knows its subcommands, and guesses what was meant."""
    assert nixray().status == 2
    ran = nixray("evl")
    assert (ran.status, ran.err) == (2, "error: there is no command 'evl'; did you mean 'eval'?\n")
    assert nixray("--version").out.startswith("nixray ")
    listing = nixray("--help").out
    for line in listing.partition("Commands:\n")[2].partition("\n\n")[0].splitlines():
        shown = nixray(line.split()[0], "--help")
        assert shown.status == 0 and "Usage: nixray " in shown.out and "Examples:" in shown.out


@pytest.mark.parametrize(
    "endless",
    [
        "let ns = builtins.genList (n: n) 100000; sum = builtins.foldl' (a: b: a + b); in sum 0 (map (n: sum n ns) ns)",
        'builtins.match "(([ab]*)*)*(([ab]*)*)*c" "abababababababababababababababababababababab"',
    ],
)
def test_interrupting_an_evaluation_is_one_message(endless: str) -> None:
    """Ctrl-C in an endless evaluation, or one call that never ends, ends it at once, with the status of an interrupted
    program."""
    text = f'builtins.trace "started" ({endless})'
    process = subprocess.Popen(
        words("eval", "-E", text), env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stderr is not None
    assert process.stderr.readline() == b"trace: started\n"
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == b"error: interrupted by the user\n"


def test_statistics_are_json_on_standard_error(tmp_path: Path) -> None:
    """--stats counts thunks, calls, look-ups, files, the cache and the time of each phase, also of an
    evaluation that fails."""
    (tmp_path / "f.nix").write_text("x: { a = x + 1; b = { c = 2; }; }")
    text = "let s = import ./f.nix 1; in s.a + s.b.c + (s // { d = 1; }).d"
    for cache in ("misses", "hits"):
        ran = nixray("eval", "-E", text, "--stats", cwd=tmp_path, NIXRAY_CACHE_DIR=str(tmp_path / "cache"))
        assert (ran.status, ran.out) == (0, "5\n")
        figures = json.loads(ran.err)
        assert figures["calls"] == 1
        assert figures["updates"] == 1
        assert figures["copied"] >= 1
        assert figures["files"] == 1
        assert figures["thunks"] >= figures["forced"] >= 2
        assert figures["avoided"] > 0
        assert figures["cache"] == {"hits": 0, "misses": 0} | {cache: 1}
        assert figures["bytes"]["sources"] == 33
        seconds = figures["seconds"]
        assert {"read", "parse", "compile", "cache", "evaluate", "total"} == set(seconds)
        assert abs(sum(seconds.values()) - 2 * seconds["total"]) < 1e-3
    failed = nixray("eval", "-E", 'throw "no"', "--stats")
    assert failed.status == 1
    assert '"builtin_calls"' in failed.err


def test_a_list_that_fits_in_no_memory_is_one_message() -> None:
    """What the reference says, and no traceback."""
    ran = nixray("eval", "-E", "builtins.length (builtins.genList (x: x) 1000000000000000)")
    assert (ran.status, ran.out, ran.err) == (1, "", "error: out of memory\n")


def test_values_that_fit_in_no_memory_are_one_message() -> None:
    """What grows until the system gives no more ends like any other error."""
    growing = "builtins.foldl' (done: item: { before = done; it = item; }) null (builtins.genList (x: x) 100000000)"
    limited = ["sh", "-c", 'ulimit -v 1500000; exec "$@"', "sh", *words("eval", "--strict", "-E", growing)]
    done = subprocess.run(limited, env=environment(), capture_output=True, check=False, timeout=300)
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"error: out of memory\n")


def test_a_start_loads_little() -> None:
    """Modules that take long to load come when they are needed: `re` alone is a quarter of a start."""
    listed = "import sys; print(*sys.modules)"
    command = "import nixray, sys; nixray.main(['eval', '-E', '1']); print(*sys.modules)"
    plain, started = (
        subprocess.run([sys.executable, "-c", text], cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
        for text in (listed, command)
    )
    late = {"re", "enum", "typing", "collections", "functools", "threading", "contextlib", "json", "struct"}
    assert started.startswith(b"1\n")
    assert not late & (set(started.decode().split()) - set(plain.decode().split()))
