"""The colours of the screen. Only the terminal's own sixteen are used, and its own background, so that the
screen looks at home in light and dark terminals. Each meaning also has a sign or an attribute (bold,
reverse, underline), so that nothing is lost without colours (NO_COLOR)."""

from __future__ import annotations

import os
from collections.abc import Mapping

from prompt_toolkit.styles import BaseStyle, Style

_COMMON = {
    "title": "bold",
    "rule": "ansibrightblack",
    "dim": "ansibrightblack",
    "key": "bold",
    "key.text": "ansibrightblack",
    "status": "bold",
    "status.error": "ansired bold",
    "status.good": "ansigreen bold",
    "status.running": "ansimagenta bold",
    "selected": "reverse",
    "here": "bold",
    "line-number": "ansibrightblack",
    "line-number.here": "bold",
    "span": "reverse",
    "mark": "ansired bold",
    "mark.off": "ansibrightblack",
    "arrow": "ansired bold",
    "pending": "italic",
    "failed": "ansired",
    "unset": "ansibrightblack italic",
    "running": "ansimagenta",
    "timeline": "ansibrightblack",
    "timeline.now": "bold",
    "timeline.stop": "",
    "timeline.error": "ansired bold",
    "prompt": "bold",
    "completion-menu": "reverse",
    "completion-menu.completion.current": "noreverse bold underline",
    "scrollbar.background": "",
    "pygments.comment": "italic ansibrightblack",
    "pygments.error": "",
}
_DARK = {
    "name": "ansibrightcyan",
    "place": "ansicyan",
    "pending": "italic ansiyellow",
    "pygments.keyword": "ansibrightmagenta",
    "pygments.literal": "ansigreen",
    "pygments.literal.number": "ansibrightcyan",
    "pygments.literal.string": "ansigreen",
    "pygments.name.builtin": "ansibrightblue",
    "pygments.operator": "",
}
_LIGHT = {
    "name": "ansiblue",
    "place": "ansiblue",
    "pending": "italic ansimagenta",
    "pygments.keyword": "ansimagenta",
    "pygments.literal": "ansigreen",
    "pygments.literal.number": "ansiblue",
    "pygments.literal.string": "ansigreen",
    "pygments.name.builtin": "ansiblue",
    "pygments.operator": "",
}


def is_light(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the terminal says that its background is light: `NIXRAY_THEME` (light or dark), else the last
    number of COLORFGBG."""
    theme = environment.get("NIXRAY_THEME", "")
    if theme in ("light", "dark"):
        return theme == "light"
    return environment.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15")


def style(light: bool) -> BaseStyle:
    """All classes of the screen."""
    return Style(list((_COMMON | (_LIGHT if light else _DARK)).items()))
