"""The full screen in a real terminal: what it shows, and what keys, clicks and sizes do."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from debugger import commands
from debugger.tui.keys import EVERYWHERE, IN_PANE, help_lines
from debugger.tui.sizes import sizes
from debugger.tui.styles import is_light
from debugger.tui.text import cut, wrapped
from debugger.tui.timeline import event_at, timeline_text
from debugger.tui.view import View, Visit
from tests.debugger.talking import ENDLESS, PATIENCE, nixray
from tests.debugger.terminal import Terminal

FAILING = "amoeba"
"""An attribute of nixpkgs 20.09 that throws: its data has an unfree licence."""

PROGRAM = f"""let
  f = n: {ENDLESS};
  set = {{ a = 1; b = {{ c = "deep"; }}; later = 1 + 1; }};
  x = 1 + 1;
  y = x + 1;
in
if y == 3 && set ? a
then f 0
else y
"""

Opened = Callable[..., Terminal]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """Opens a terminal with the debugger in it; skipped without tmux."""
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    terminals = []

    def start(*words: str, columns: int = 100, rows: int = 30, **variables: str) -> Terminal:
        terminals.append(Terminal(nixray(*words), tmp_path, columns, rows, **variables))
        return terminals[-1]

    yield start
    for terminal in terminals:
        terminal.close()


@pytest.fixture
def program(tmp_path: Path) -> str:
    """A file with the program."""
    path = tmp_path / "program.nix"
    path.write_text(PROGRAM)
    return str(path)


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (200, 50)])
def test_a_failing_attribute_of_nixpkgs(opened: Opened, nixpkgs: Path, columns: int, rows: int) -> None:
    """The error, source, stack and variables are on one screen; time runs back and forth by keys."""
    terminal = opened(str(nixpkgs), "-A", FAILING, columns=columns, rows=rows)
    screen = terminal.wait_for("✗ error: Package ")
    lines = screen.splitlines()
    assert len(lines) == rows and all(len(line) <= columns for line in lines)
    assert re.search(r"164 ▸ +in handler msg;", screen)
    assert "▸ 1 function handleEvalIssue" in screen
    assert 'reason = "unfree"' in screen
    assert "F5 Go" in lines[-1]
    terminal.keys("F9")
    terminal.wait_for("●164 ▸")
    terminal.keys("F7")
    terminal.wait_for("● at event")
    assert "✗" in terminal.screen().splitlines()[-3], "the timeline knows where the error was"
    terminal.keys("F5")
    terminal.wait_for("✗ error: Package")
    terminal.type("break customisation.nix:164")
    terminal.wait_for("breakpoint 2 at")
    terminal.keys("F8")
    terminal.wait_for("(nixray) rcontinue")
    terminal.keys("F8")
    terminal.wait_for("●164 ▸      outPath = assert condition; drv.outPath;"[: columns // 2 - 5])
    terminal.type("quit")
    terminal.wait_for("exit status 0")


def test_variables_are_a_tree_that_forces_nothing(opened: Opened, program: str) -> None:
    """Opening a set shows its parts; what is pending stays so until it is forced by name."""
    terminal = opened(program, "--entry")
    terminal.wait_for("set = ")
    terminal.keys("F10", "F10")
    terminal.wait_for("8 ▸then f 0")
    terminal.keys("F6", "F6", "F6", "Down", "Down")
    terminal.wait_for("Enter Open")
    terminal.keys("Enter")
    screen = terminal.wait_for("later = ◌ pending, ")
    assert "b = ◌ pending" in screen
    terminal.keys("Down", "Down", "Down", "f")
    terminal.wait_for("(nixray) force set.later")
    terminal.wait_for("later = 2")
    terminal.keys("Escape")
    terminal.wait_for("F1 Help")
    terminal.type("quit")
    terminal.wait_for("exit status 0")


def test_who_created_what(opened: Opened, tmp_path: Path) -> None:
    """F2 shows who created the frame's thunk, in place of the other stack where there is little room; a variable
    is explained by a key."""
    path = tmp_path / "late.nix"
    path.write_text("let\n  make = n: { inner = n + 1; };\n  made = make 41;\nin\nmade.inner / 0\n")
    terminal = opened(str(path), "-b", "attribute inner", columns=80, rows=24)
    terminal.wait_for("● stopped at breakpoint 1")
    assert "stack · demanded by" in terminal.screen()
    terminal.keys("F2")
    screen = terminal.wait_for("Enter goes there")
    assert "── created by" in screen and "function make" in screen and "stack · demanded" not in screen
    terminal.resize(100, 40)
    terminal.wait_for("stack · demanded by", history=False)
    assert "created by" in terminal.screen()
    terminal.keys("F6", "F6", "F6", "F6", "Down")
    terminal.wait_for("w Why")
    terminal.keys("w")
    terminal.wait_for("(nixray) why n")


def test_the_last_failure(opened: Opened, tmp_path: Path) -> None:
    """`--last` opens on a screen, too."""
    state = str(tmp_path / "state")
    program = Path(__file__).parents[2] / "nixray.py"
    words = [sys.executable, str(program), "eval", "-E", '{ a = throw "far away"; }.a']
    subprocess.run(words, env={**os.environ, "NIXRAY_STATE_DIR": state}, capture_output=True, check=False)
    terminal = opened("--last", NIXRAY_STATE_DIR=state)
    screen = terminal.wait_for("✗ error: far away")
    assert "a run of" in screen


def test_an_endless_evaluation_is_halted(opened: Opened, program: str) -> None:
    """While it runs the screen says so, and Ctrl-C stops it where it is."""
    terminal = opened(program, "--entry")
    terminal.wait_for("F5 Go")
    terminal.keys("F5")
    terminal.wait_for("◐ evaluating")
    terminal.keys("C-c")
    terminal.wait_for("● paused")
    terminal.type("eval builtins.typeOf y")
    terminal.wait_for('"int"')
    terminal.keys("F5")
    terminal.wait_for("◐ evaluating")
    terminal.keys("C-d")
    terminal.keys("C-c")
    terminal.wait_for("exit status 0")


def test_the_mouse(opened: Opened, program: str) -> None:
    """A click on a line sets a breakpoint, one on the timeline travels, one on the bar is the key."""
    terminal = opened(program, "--entry")
    terminal.wait_for("1 ▸let")
    terminal.click(20, 6)
    terminal.wait_for("breakpoint 1 at")
    terminal.wait_for("● 5 │")
    terminal.click_on("Next")
    terminal.wait_for("7 ▸if y == 3")
    terminal.click(2, 27)
    terminal.wait_for("(nixray) goto 1")
    terminal.wait_for("1 ▸let")


def test_resizing(opened: Opened, program: str) -> None:
    """Every size is filled exactly; one that is too small asks for more room."""
    terminal = opened(program, "--entry", columns=200, rows=50)
    terminal.wait_for("1 ▸let")
    for columns, rows in ((80, 24), (44, 13), (120, 60)):
        terminal.resize(columns, rows)
        terminal.wait_for("1 ▸let", history=False)
        terminal.wait_for("F1 Help", history=False)
        assert len(terminal.screen().splitlines()) == rows
    terminal.resize(30, 8)
    terminal.wait_for("more room", history=False)


def test_without_colours(opened: Opened, program: str) -> None:
    """NO_COLOR leaves no colour, and the current expression is still marked."""
    plain = opened(program, "--entry", NO_COLOR="1")
    plain.wait_for("1 ▸let")
    codes = set(re.findall(r"\x1b\[([\d;]*)m", plain.coloured()))
    numbers = {int(number) for code in codes for number in code.split(";") if number}
    assert not {number for number in numbers if 30 <= number <= 49 or number >= 90} - {39, 49}
    assert 7 in numbers


def test_help_history_and_completion(opened: Opened, program: str) -> None:
    """F1 lists commands and keys, Up brings a line back, Tab completes a name, an empty line repeats."""
    terminal = opened(program, "--entry")
    terminal.wait_for("1 ▸let")
    terminal.keys("F1")
    screen = terminal.wait_for("leave the debugger", history=False)
    assert "breaks" in screen and "── source" not in screen
    terminal.keys("Escape")
    terminal.wait_for("── source", history=False)
    terminal.type("peek nothing")
    terminal.wait_for("there is no variable 'nothing'")
    terminal.keys("Up", "BSpace", "BSpace", "BSpace", "BSpace", "BSpace", "BSpace", "BSpace", "s", "e", "Tab")
    terminal.wait_for("peek set")
    terminal.keys("Enter")
    terminal.wait_for("set = «")
    terminal.type("next")
    terminal.wait_for("7 ▸if y")
    terminal.keys("Enter")
    terminal.wait_for("8 ▸then")


def test_a_script_comes_first(opened: Opened, tmp_path: Path) -> None:
    """`--commands` works on a screen, and the end of the program is told."""
    script = tmp_path / "script"
    script.write_text("# nothing\neval 40 + 2\ncontinue\n")
    terminal = opened("-E", "1 + 1", "--entry", "--commands", str(script))
    screen = terminal.wait_for("✓ finished")
    assert "42" in screen and "the program has finished: 2" in screen


def test_a_pipe_has_no_screen() -> None:
    """`--tui` without a terminal is told in one line."""
    result = subprocess.run(
        nixray("--tui", "-E", "1"), input="", capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert result.returncode == 2 and "needs a terminal" in result.stderr


def test_keys_type_commands_that_exist() -> None:
    """The one table of commands has what keys type; the help names each key."""
    typed: list[str] = []

    class Typist:
        def command(self, line: str) -> None:
            typed.append(line)

        about_variable = command

        def __getattr__(self, name: str) -> Callable[..., None]:
            return lambda *_: None

    for key in (*EVERYWHERE, *(one for keys in IN_PANE.values() for one in keys)):
        key.action(Typist())  # type: ignore[arg-type]
    assert len(typed) > 8
    for line in typed:
        commands.find(line.split()[0])
    text = "\n".join(help_lines())
    assert all(key.shown in text for key in EVERYWHERE)


def test_sizes_fill_the_screen() -> None:
    """The panes of the right half are as high as the source, at every size."""
    for rows in range(12, 80):
        for creators in (0, 5):
            for breakpoints in (0, 1, 30):
                one = sizes(100, rows, 7, creators, breakpoints)
                right = one.stack + one.creators + one.variables + one.breakpoints
                assert right + one.console + 4 == max(rows, 12)
                assert one.variables >= 1 and one.stack >= 2


def test_text_fits() -> None:
    """Wide characters count as two columns; what is cut ends in an ellipsis."""
    assert "".join(text for _, text in cut([("", "数字 and more")], 6)) == "数字 …"
    assert "".join(text for _, text in cut([("", "ab")], 4)) == "ab  "
    assert [["".join(t for _, t in piece)] for piece in wrapped("\x1b[31mabc\x1b[0mdef", 4)] == [
        ["abcd"],
        ["ef"],
    ]


def test_the_timeline() -> None:
    """A click on a mark means its event exactly; far from the beginning only the last part is drawn."""
    view = View(event=990, last=1_000, visits=(Visit(990, "step"), Visit(1_000, "error")))
    text = "".join(text for _, text in timeline_text(view, 60))
    assert text.startswith("┄") and text.index("◆") < text.index("✗")
    assert event_at(view, text.index("◆"), 60) == 990
    assert event_at(view, text.index("✗"), 60) == 1_000
    whole = View(event=10, last=1_000, visits=(Visit(10, "step"),))
    assert "".join(text for _, text in timeline_text(whole, 60)).startswith("├")


def test_light_and_dark() -> None:
    """The terminal or the user says which."""
    assert is_light({"COLORFGBG": "0;15"}) and not is_light({"COLORFGBG": "15;0"}) and not is_light({})
    assert is_light({"COLORFGBG": "15;0", "NIXRAY_THEME": "light"})
