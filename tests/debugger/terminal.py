"""A terminal for tests: a private tmux server with one window."""

from __future__ import annotations

import os
import shlex
import subprocess
import time
from pathlib import Path

from tests.debugger.talking import PATIENCE


class Terminal:
    """Runs a command in a window of `columns` x `rows`; keys go in, the screen comes out."""

    def __init__(
        self, command: list[str], folder: Path, columns: int = 120, rows: int = 40, **variables: str
    ) -> None:
        self.socket = str(folder / "tmux.socket")
        environment = {
            **os.environ,
            "XDG_STATE_HOME": str(folder),
            "LC_ALL": "C.UTF-8",
            **variables,
            "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]),
        }
        environment.pop("TMUX", None)
        subprocess.run(
            [
                *("tmux", "-S", self.socket, "-f", "/dev/null", "-u"),
                *("new-session", "-d", "-x", str(columns), "-y", str(rows)),
                f"trap : INT; {shlex.join(command)}; echo exit status $?; cat",
            ],
            env=environment,
            check=True,
        )

    def keys(self, *keys: str) -> None:
        """Press keys, in tmux's names for them; other words are typed."""
        subprocess.run(["tmux", "-S", self.socket, "send-keys", *keys], check=True)

    def type(self, line: str) -> None:
        """Type a line and press Enter."""
        subprocess.run(["tmux", "-S", self.socket, "send-keys", "-l", line], check=True)
        self.keys("Enter")

    def click(self, column: int, row: int) -> None:
        """Click with the left button; both are counted from 0."""
        for end in "Mm":
            event = f"\x1b[<0;{column + 1};{row + 1}{end}"
            subprocess.run(["tmux", "-S", self.socket, "send-keys", "-l", event], check=True)

    def click_on(self, text: str) -> None:
        """Click on a text on the screen."""
        for row, line in enumerate(self.screen().splitlines()):
            if text in line:
                self.click(line.index(text), row)
                return
        raise AssertionError(f"{text!r} is not on\n{self.screen()}")

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size."""
        size = ["-x", str(columns), "-y", str(rows)]
        subprocess.run(["tmux", "-S", self.socket, "resize-window", *size], check=True)

    def screen(self, history: bool = False) -> str:
        """The text on the screen, with what has scrolled off if `history`."""
        more = ["-S", "-"] if history else []
        command = ["tmux", "-S", self.socket, "capture-pane", "-p", *more]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def coloured(self) -> str:
        """The screen with its colours, as escape sequences."""
        command = ["tmux", "-S", self.socket, "capture-pane", "-e", "-p"]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def wait_for(self, text: str, history: bool = True) -> str:
        """The screen as soon as it shows `text`; fails if that never happens."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            screen = self.screen(history)
            if text in screen:
                return screen
            time.sleep(0.05)
        raise AssertionError(f"{text!r} never appeared on\n{self.screen()}")

    def press_until(self, key: str, text: str) -> None:
        """Press a key again and again until the screen shows `text`."""
        deadline = time.monotonic() + PATIENCE
        while text not in self.screen():
            if time.monotonic() > deadline:
                raise AssertionError(f"{text!r} never appeared on\n{self.screen()}")
            self.keys(key)
            time.sleep(0.1)

    def close(self) -> None:
        """End everything in the window."""
        subprocess.run(["tmux", "-S", self.socket, "kill-server"], check=False, capture_output=True)
