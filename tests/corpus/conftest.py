"""Prints at the end of a test run how many cases of the language corpus agree, per area."""

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
    for area, agreeing, count in sorted(rows):
        terminalreporter.line(f"{area:<20} {agreeing:>5} of {count}")
    agreeing, count = sum(row[1] for row in rows), sum(row[2] for row in rows)
    terminalreporter.line(f"{'all':<20} {agreeing:>5} of {count}")
