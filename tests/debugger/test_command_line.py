"""`nixray debug` as a user starts it: through a pipe, and in a terminal."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.debugger.talking import ENDLESS, PATIENCE, nixray
from tests.debugger.terminal import Terminal

FAILING = "amoeba"
"""An attribute of nixpkgs 20.09 that throws: its data has an unfree licence."""


def piped(commands: str, *words: str) -> subprocess.CompletedProcess[str]:
    """A run with these commands on standard input."""
    return subprocess.run(
        nixray(*words), input=commands, capture_output=True, text=True, timeout=PATIENCE, check=False
    )


@pytest.fixture
def in_terminal(tmp_path: Path) -> Iterator[Path]:
    """A folder for a terminal, which is closed at the end; skipped without tmux."""
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    yield tmp_path
    subprocess.run(
        ["tmux", "-S", str(tmp_path / "tmux.socket"), "kill-server"], check=False, capture_output=True
    )


def test_exit_statuses() -> None:
    """0 for an evaluation that succeeds, 1 for one that fails, 2 for wrong words."""
    assert piped("", "-E", "1 + 1").returncode == 0
    assert piped("", "-E", 'throw "x"').returncode == 1
    assert piped("quit\n", "-E", 'throw "x"').returncode == 1
    assert piped("quit\n", "--entry", "-E", "1").returncode == 0
    assert piped("", "--nonsense").returncode == 2
    assert piped("", "--commands", "/nonexistent").returncode == 2


def test_bad_input_is_one_message(tmp_path: Path) -> None:
    """A missing file, a wrong attribute and a syntax error are told without a traceback."""
    (tmp_path / "bad.nix").write_text("{ a = ; }")
    for words, message in (
        ((str(tmp_path / "none.nix"),), "does not exist"),
        (("-E", "{ hello = 1; }", "-A", "helo"), "helo"),
        ((str(tmp_path / "bad.nix"),), "syntax error"),
    ):
        result = piped("bt\n", *words)
        assert result.returncode == 1
        assert message in result.stdout
        assert "Traceback" not in result.stdout + result.stderr


def test_a_script_comes_before_standard_input(tmp_path: Path) -> None:
    """`--commands` executes a file's lines; comments and blank lines are skipped."""
    script = tmp_path / "script"
    script.write_text("# look\n\neval 1 + 1\nbogus\n")
    result = piped("eval 2 + 2\n", "--commands", str(script), "--entry", "-E", "1 + 1")
    lines = result.stdout.splitlines()
    assert "2" in lines and "4" in lines
    assert any("there is no command 'bogus'" in line for line in lines)


def test_what_the_program_prints_is_shown() -> None:
    """`builtins.trace` reaches the user."""
    assert "trace: hello" in piped("", "-E", 'builtins.trace "hello" 1').stdout


def test_a_failing_attribute_of_nixpkgs(nixpkgs: Path) -> None:
    """Through a pipe: the frame of the error, its locals, and a thunk that stays pending."""
    commands = "bt\nscope\nup\npeek attrs.src\neval attrs.pname\npeek attrs.src\nlist\n"
    result = piped(commands, str(nixpkgs), "-A", FAILING)
    assert result.returncode == 1
    assert "has an unfree license" in result.stdout
    assert "function handleEvalIssue at " in result.stdout
    assert 'reason = "unfree"' in result.stdout
    assert result.stdout.count("attrs.src = «pending, amoeba/data.nix:7»") == 2
    assert '"amoeba-data"' in result.stdout


def test_a_failing_attribute_in_a_terminal(nixpkgs: Path, in_terminal: Path) -> None:
    """At the prompt of a terminal, with completion: the same."""
    terminal = Terminal(nixray(str(nixpkgs), "-A", FAILING, "--repl"), in_terminal)
    terminal.wait_for("handleEvalIssue at ")
    terminal.wait_for("(nixray)")
    terminal.type("up")
    terminal.wait_for("value of handled")
    terminal.type("scope")
    terminal.wait_for("reason = ")
    terminal.keys("peek attrs.sr", "Tab")
    terminal.wait_for("peek attrs.src")
    terminal.keys("Enter")
    terminal.wait_for("attrs.src = «pending, amoeba/data.nix:7»")
    terminal.type("eval attrs.version")
    terminal.wait_for('"1.1"')
    terminal.type("peek attrs.src 1")
    terminal.type("quit")
    screen = terminal.wait_for("exit status 1")
    assert screen.count("attrs.src = «pending, amoeba/data.nix:7»") == 2


def test_stepping_in_a_terminal(tmp_path: Path, in_terminal: Path) -> None:
    """An empty line repeats a step, and Ctrl-C stops an endless loop, which can go on."""
    program = tmp_path / "program.nix"
    program.write_text(
        f"let\n  f = n: {ENDLESS};\n  x = 1 + 1;\n  y = x + 1;\nin\nif y == 3\nthen f 0\nelse y\n"
    )
    terminal = Terminal(nixray(str(program), "--entry", "--repl"), in_terminal)
    terminal.wait_for("#0 file at")
    terminal.type("next")
    terminal.wait_for("6 | if y == 3")
    terminal.keys("Enter")
    terminal.wait_for("7 | then f 0")
    terminal.type("continue")
    terminal.wait_for("(nixray) continue")
    # Before the line has been read, Ctrl-C only clears it.
    terminal.press_until("C-c", "paused")
    terminal.type("eval builtins.typeOf n")
    terminal.wait_for('"int"')
    terminal.type("quit")
    terminal.wait_for("exit status 0")
