"""The difference of two derivations on a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

_RED, _GREEN, _BOLD, _DIM, _PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[1m", "\x1b[2m", "\x1b[0m"
_LONGEST = 400


def drv_diff_text(report: Mapping[str, Any], *, colour: bool) -> str:
    """A `drv-diff` object as lines of text, ending in a line break."""
    pen = Pen(colour)
    if report["equal"]:
        return "the two derivations are the same\n"
    lines = [pen(_RED, f"- {report['before']}"), pen(_GREEN, f"+ {report['after']}")]
    for root in report["roots"]:
        lines += ["", *_root(root, pen)]
    carriers = report["carriers"]
    if carriers:
        lines += ["", pen(_DIM, f"{carriers} more derivation{_s(carriers)} only carry this on")]
    if not report["roots"]:
        lines += ["", "no derivation differs but in its inputs"]
    return "\n".join(lines) + "\n"


def _root(root: Mapping[str, Any], pen: Pen) -> Iterable[str]:
    way = " → ".join(root["way"])
    yield pen(_BOLD, way)
    yield pen(_DIM, f"  {root['before']}") if root["before"] == root["after"] else pen(_RED, f"  - {root['before']}")
    if root["before"] != root["after"]:
        yield pen(_GREEN, f"  + {root['after']}")
    for change in root["changes"]:
        yield from change_lines(change, pen)
    for other in root["also"]:
        yield pen(_DIM, "  and alike: ") + " → ".join(other["way"])


def change_lines(change: Mapping[str, Any], pen: Pen, indent: str = "  ") -> Iterable[str]:
    """One change: a line that names it, then what differs."""
    title = " ".join(word for word in (change["field"], change["key"]) if word)
    if change.get("structured"):
        title = "structured attributes"
    notes = [change["how"]] if change["how"] != "changed" else []
    text = change.get("text")
    if text is not None and text["moved"]:
        notes.append("other order")
    if change.get("file"):
        notes.append("passed as a file")
    yield f"{indent}{title}" + (f" ({', '.join(notes)})" if notes else "")
    if text is None:
        if change["before"] is not None:
            yield pen(_RED, f"{indent}  - {_short(change['before'])}")
        if change["after"] is not None:
            yield pen(_GREEN, f"{indent}  + {_short(change['after'])}")
    elif text["kind"] == "json":
        for pointer, before, after, how in text["edits"]:
            yield f"{indent}  {pointer or '/'}"
            if how != "added":
                yield pen(_RED, f"{indent}    - {_json(before)}")
            if how != "removed":
                yield pen(_GREEN, f"{indent}    + {_json(after)}")
    elif text["kind"] in ("words", "lines"):
        for sign, item in text["edits"]:
            if sign == "=" and isinstance(item, int):
                yield pen(_DIM, f"{indent}    … {item} equal {text['kind']}")
            else:
                yield pen({"-": _RED, "+": _GREEN}.get(sign, ""), f"{indent}  {_sign(sign)} {_short(item)}")
    else:
        yield pen(_RED, f"{indent}  - {_short(text['before'], text['edits'])}")
        yield pen(_GREEN, f"{indent}  + {_short(text['after'], text['edits'], '+')}")


def _sign(sign: str) -> str:
    return " " if sign == "=" else sign


def _short(text: str, edits: Iterable[list[Any]] = (), side: str = "-") -> str:
    """A text on one line; a long one as its differing piece with what is around it."""
    if len(text) > _LONGEST and edits:
        text = "".join(piece for sign, piece in edits if sign in ("=", side))
    text = text.replace("\n", "\\n")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text)} bytes)"


def _json(value: Any) -> str:
    return _short(json.dumps(value, ensure_ascii=False, sort_keys=True))


def _s(count: int) -> str:
    return "" if count == 1 else "s"


class Pen:
    """Colours a line, or does not."""

    def __init__(self, on: bool) -> None:
        self._on = on

    def __call__(self, code: str, text: str) -> str:
        return f"{code}{text}{_PLAIN}" if self._on and code else text
