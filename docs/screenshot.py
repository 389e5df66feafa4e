"""Pictures of the debugger's screen for the documentation: runs it in tmux, presses keys, and draws what
stands on the terminal as an SVG.

    python docs/screenshot.py NIXPKGS [FOLDER]

debugs an attribute of a nixpkgs tree that fails, and writes FOLDER/tui.svg and FOLDER/tui-light.svg.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from rich.console import Console  # noqa: E402
from rich.terminal_theme import TerminalTheme  # noqa: E402
from rich.text import Text  # noqa: E402

from tests.debugger.talking import nixray  # noqa: E402
from tests.debugger.terminal import Terminal  # noqa: E402

COLUMNS, ROWS = 120, 40
TITLE = "nixray debug nixpkgs -A amoeba"
FAILING = "amoeba"
"""An attribute of nixpkgs 20.09 whose data has an unfree licence."""
STEPS = (
    ("F9", "●164"),
    ("F7", "● at event"),
    ("F5", "✗ error"),
    ("F7", "● at event"),
    ("F2", "Enter goes there"),
)
"""Keys, and what shows that they have been dealt with."""

DARK = TerminalTheme(
    (24, 26, 31),
    (205, 208, 214),
    [
        (60, 63, 70),
        (224, 108, 117),
        (140, 190, 120),
        (222, 184, 110),
        (97, 160, 220),
        (190, 130, 210),
        (90, 180, 190),
        (205, 208, 214),
    ],
    [
        (118, 124, 135),
        (240, 130, 138),
        (160, 210, 140),
        (240, 205, 135),
        (125, 185, 245),
        (215, 155, 235),
        (120, 205, 215),
        (255, 255, 255),
    ],
)
LIGHT = TerminalTheme(
    (252, 252, 250),
    (45, 48, 54),
    [
        (45, 48, 54),
        (190, 40, 50),
        (50, 125, 50),
        (150, 105, 0),
        (35, 90, 180),
        (140, 50, 150),
        (0, 120, 130),
        (220, 220, 220),
    ],
    [
        (125, 130, 138),
        (205, 50, 60),
        (60, 145, 60),
        (170, 120, 0),
        (45, 105, 205),
        (160, 65, 170),
        (0, 135, 145),
        (255, 255, 255),
    ],
)

# No fonts from elsewhere, and no window buttons: only the screen.
FRAME = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
  font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace;
  font-size: {char_height}px; line-height: {line_height}px;
}}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix" font-family="DejaVu Sans Mono">{matrix}</g>
</g>
</svg>
"""


def drawn(screen: str, theme: TerminalTheme, columns: int) -> str:
    """A captured screen, with its colours, as an SVG."""
    console = Console(width=columns, record=True, file=io.StringIO(), force_terminal=True, color_system="standard")
    console.print(Text.from_ansi(screen.rstrip("\n")), no_wrap=True, overflow="crop")
    picture = console.export_svg(title=TITLE, theme=theme, code_format=FRAME, unique_id="nixray")
    return re.sub(r"<circle[^>]*/>", "", picture)


def main() -> None:
    """Make all pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("nixpkgs", type=Path)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "docs" / "images")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    for name, theme, word in (("tui", DARK, "dark"), ("tui-light", LIGHT, "light")):
        with tempfile.TemporaryDirectory() as folder:
            command = nixray(str(asked.nixpkgs), "-A", FAILING, "--tui")
            terminal = Terminal(command, Path(folder), COLUMNS, ROWS, NIXRAY_THEME=word)
            try:
                terminal.wait_for("✗ error", history=False)
                for key, sign in STEPS:
                    terminal.keys(key)
                    terminal.wait_for(sign, history=False)
                screen = terminal.coloured()
            finally:
                terminal.close()
        (asked.folder / f"{name}.svg").write_text(drawn(screen, theme, COLUMNS))


if __name__ == "__main__":
    main()
