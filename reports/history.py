"""Runs and what changed between two of them, on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

_SHOWN = 10


def runs_table(runs: Iterable[Mapping[str, Any]]) -> str:
    """One line for each run: number, start, state, figures, root."""
    lines = [f"{'run':>5}  {'started':<19}  {'state':<11}  {'jobs':>6}  {'failed':>6}  root"]
    for run in runs:
        started = datetime.fromtimestamp(run["started"]).isoformat(" ", "seconds")
        jobs, failed = figures(run)
        lines.append(f"{run['id']:>5}  {started}  {run['state']:<11}  {jobs:>6}  {failed:>6}  {run['root']}")
    return "\n".join(lines)


def figures(run: Mapping[str, Any]) -> tuple[int, int]:
    """Records of a run, and how many of them are no derivation."""
    outcomes = run["summary"].get("outcomes", {})
    jobs = sum(outcomes.values())
    return jobs, jobs - outcomes.get("derivation", 0)


def changes_table(counts: Mapping[str, int], meanings: Mapping[str, str], named: Mapping[str, Sequence[str]]) -> str:
    """How many attributes changed in which way, and the first of those that did."""
    lines = [f"  {name:<10} {counts.get(name, 0):>7}  {meaning}" for name, meaning in meanings.items()]
    for name, attributes in named.items():
        lines += [f"{name}: {attr}" for attr in attributes[:_SHOWN]]
        if len(attributes) > _SHOWN:
            lines.append(f"{name}: and {len(attributes) - _SHOWN} more")
    return "\n".join(lines)


def costs_table(rows: Iterable[Mapping[str, Any]]) -> str:
    """What attributes cost before and after. Only a shift that is no noise is called one."""
    lines = []
    for row in rows:
        if row["ratio"] is None:
            lines.append(f"  {row['name']:<12} was not measured in both runs")
            continue
        said = "no shift beyond noise"
        if row["real"]:
            way = "more" if row["ratio"] > 1 else "less"
            said = f"{abs(row['ratio'] - 1):.0%} {way} in the middle (p = {row['probability']:.1g})"
        lines.append(f"  {row['name']:<12} {_size(row['before'])} -> {_size(row['after'])}  {said}")
        lines += [f"    {attr:<40} {_size(was)} -> {_size(now)}" for attr, was, now in row["most"] if row["real"]]
    return "\n".join(lines)


def _size(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 or value == int(value) else f"{value:.3g}"
