"""Small charts as SVG: drawn from figures, with nothing computed but where to put them."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

_WIDTH, _HEIGHT = 360, 110
_BOTTOM = 92


def bars(values: Sequence[tuple[str, int]], what: str) -> Markup:
    """A bar for each (label, count)."""
    most = max((count for _, count in values), default=0) or 1
    step = _WIDTH / max(len(values), 1)
    parts = []
    for number, (label, count) in enumerate(values):
        height = 0 if not count else max(2.0, 78 * count / most)
        x = number * step
        parts.append(
            f'<rect class="fill" x="{x + 2:.1f}" y="{_BOTTOM - height:.1f}" '
            f'width="{step - 4:.1f}" height="{height:.1f}" rx="2">'
            f"<title>{escape(label)}: {count}</title></rect>"
            f'<text x="{x + step / 2:.1f}" y="{_BOTTOM + 13}" text-anchor="middle">{escape(label)}</text>'
        )
    return _svg("".join(parts), what)


def trend(points: Sequence[tuple[str, int]], what: str) -> Markup:
    """A line through (label, count), oldest first."""
    most = max((count for _, count in points), default=0) or 1
    step = (_WIDTH - 24) / max(len(points) - 1, 1)
    places = [(12 + number * step, _BOTTOM - 76 * count / most) for number, (_, count) in enumerate(points)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = "".join(
        f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3"><title>{escape(label)}: {count}</title></circle>'
        for (x, y), (label, count) in zip(places, points, strict=True)
    )
    ends = "".join(
        f'<text x="{places[at][0]:.1f}" y="{_BOTTOM + 13}" text-anchor="{anchor}">{escape(points[at][0])}</text>'
        for at, anchor in ((0, "start"), (-1, "end"))
    )
    top = f'<text x="0" y="10">{most}</text>'
    return _svg(f'<polyline class="line" points="{line}"/>{dots}{ends}{top}', what)


def _svg(inside: str, what: str) -> Markup:
    return Markup(
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(what)}">'
        f'<line class="axis" x1="0" y1="{_BOTTOM}" x2="{_WIDTH}" y2="{_BOTTOM}"/>{inside}</svg>'
    )
