"""Prints at the end of a test run how many cases of the language corpus agree, per area, and how many of their
errors are told at the right line and column."""

from __future__ import annotations

from typing import Any


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Add the table to what pytest prints; rows travel as properties of the area tests."""
    rows = [
        tuple(value)
        for reports in terminalreporter.stats.values()
        for report in reports
        for key, value in getattr(report, "user_properties", [])
        if key == "corpus" and report.when == "call"
    ]
    if not rows:
        return
    terminalreporter.section("language corpus")
    total = ("all", *(sum(column) for column in list(zip(*rows, strict=True))[1:]))
    for area, agreeing, count, right, errors in [*sorted(rows), total]:
        places = f"{right:>5} of {errors:<5} ({right / errors:.1%})" if errors else ""
        terminalreporter.line(f"{area:<20} {agreeing:>5} of {count:<5} places of errors {places}".rstrip())
