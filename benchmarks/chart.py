"""The ratios as a picture: one bar per case, a line at 1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

ROW = 18
LABEL = 190
WIDTH = 520


def bar_chart(rows: Sequence[dict[str, Any]]) -> str:
    """An SVG text. Bars left of the line are faster than reference Nix."""
    top = max([2.0, *(float(row["wall"]) for row in rows)])
    scale = WIDTH / top
    height = ROW * len(rows) + 40
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{LABEL + WIDTH + 60}" height="{height}"'
        ' font-family="sans-serif" font-size="11">',
        '<rect width="100%" height="100%" fill="white"/>',
        '<text x="8" y="16">wall time, ours / reference (shorter is faster)</text>',
    ]
    for at, row in enumerate(rows):
        y = 28 + at * ROW
        ratio = float(row["wall"])
        colour = "#3a7d44" if ratio <= float(row["goal"]) else "#b3532d"
        parts.append(f'<text x="8" y="{y + 11}">{escape(str(row["case"]))} ({row["cache"]})</text>')
        parts.append(f'<rect x="{LABEL}" y="{y}" width="{ratio * scale:.1f}" height="{ROW - 5}" fill="{colour}"/>')
        parts.append(f'<text x="{LABEL + ratio * scale + 4:.1f}" y="{y + 11}">{ratio:.2f}</text>')
    x = LABEL + scale
    parts.append(f'<line x1="{x:.1f}" y1="22" x2="{x:.1f}" y2="{height - 8}" stroke="black" stroke-dasharray="3 3"/>')
    parts.append("</svg>")
    return "\n".join(parts) + "\n"
