"""The tour of the debugger in the documentation shows what the debugger says now."""

from __future__ import annotations

from docs.tour import changes


def test_the_tour_is_up_to_date() -> None:
    """`make tour` would change nothing."""
    assert changes() == []
