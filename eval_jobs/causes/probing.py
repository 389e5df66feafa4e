"""Source texts with probes around expressions: each tells its value when it has one.

A probed expression is evaluated exactly when the plain one would be, and its value is the same, so both
evaluators run the program as it was; only their commentary can be compared.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from evaluator.syntax.ast import Kind
from evaluator.syntax.walking import Child, walk

Wanted = Callable[[Any, Child | None], bool]
"""Whether to probe an expression, given its place in the one around it."""

_WORTH = frozenset(
    [
        Kind.CALL,
        Kind.SELECT,
        Kind.HAS_ATTR,
        Kind.BINARY,
        Kind.INTERPOLATION,
        Kind.NOT,
        Kind.NEGATE,
    ]
)
"""Expressions that compute something. Literals do not; variables were computed elsewhere; a set literal
must stay one, since definitions are merged into it."""

_NOT_THERE = frozenset(["inherited", "name"])
"""Places where the grammar takes no parentheses."""


def coarse(node: Any, place: Child | None) -> bool:
    """Expressions to probe first: what bindings and bodies of functions come to."""
    return place is None or place.role in ("binding", "body", "argument", "formal")


def fine(node: Any, place: Child | None) -> bool:
    """All expressions."""
    return True


def probed(
    text: bytes,
    tree: Any,
    probe: str,
    prefix: str,
    wanted: Wanted,
    within: tuple[int, int] | None = None,
) -> bytes:
    """`text` with `probe` (a Nix expression) called with `PREFIX:START:END` and the value of each wanted
    expression; `within` are the offsets of the stretch to do that in."""
    inserts: list[tuple[int, int, int, bytes]] = []
    for node, place in walk(tree):
        if node.kind not in _WORTH or (place is not None and place.role in _NOT_THERE):
            continue
        if within is not None and not within[0] <= node.start <= node.end <= within[1]:
            continue
        if wanted(node, place):
            call = f'({probe} "{prefix}:{node.start}:{node.end}" ('.encode("latin-1")
            # At one offset, what closes stands before what opens; outer expressions open first. Closing
            # ones are alike.
            inserts.append((node.start, 1, -node.end, call))
            inserts.append((node.end, 0, 0, b"))"))
    pieces = []
    at = 0
    for offset, _, _, piece in sorted(inserts):
        pieces += [text[at:offset], piece]
        at = offset
    return b"".join([*pieces, text[at:]])
