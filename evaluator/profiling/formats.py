"""Profiles as text for other programs: folded stacks, speedscope's JSON, and a table for people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from evaluator.profiling.profile import Place, Profile


def folded(profile: Profile) -> Iterator[str]:
    """A line per stack, `outermost;...;innermost MICROSECONDS`: what flame graph programs read."""
    for stack, seconds in profile.stacks():
        names = ";".join(place.label.replace(";", ",") for place in stack) or "(start)"
        yield f"{names} {max(1, round(seconds * 1e6))}"


def speedscope(name: str, profiles: dict[str, Profile]) -> str:
    """The text of a speedscope file (https://www.speedscope.app/file-format-schema.json) with one profile for each
    key of `profiles`."""
    numbers: dict[Place, int] = {}
    shown: list[dict[str, Any]] = []
    for title, profile in profiles.items():
        samples: list[list[int]] = []
        weights: list[int] = []
        for stack, seconds in profile.stacks():
            samples.append([numbers.setdefault(place, len(numbers)) for place in stack])
            weights.append(max(1, round(seconds * 1e6)))
        shown.append(
            {
                "type": "sampled",
                "name": title,
                "unit": "microseconds",
                "startValue": 0,
                "endValue": sum(weights),
                "samples": samples,
                "weights": weights,
            }
        )
    frames = [
        {"name": place.title} | ({"file": place.file, "line": place.line} if place.file is not None else {})
        for place in numbers
    ]
    document = {
        "$schema": "https://www.speedscope.app/file-format-schema.json",
        "name": name,
        "exporter": "nixray",
        "shared": {"frames": frames},
        "profiles": shown,
    }
    return json.dumps(document, ensure_ascii=False) + "\n"


def table(profile: Profile, rows: int, width: int) -> str:
    """The `rows` most expensive places: own time, time with all that they demanded, and time of what they
    created, no line longer than `width`."""
    lines = [f"{'own':>8} {'':>6} {'total':>8} {'created':>8}  place"]
    for cost in profile.costs()[:rows]:
        share = cost.own / profile.seconds if profile.seconds else 0.0
        times = f"{_seconds(cost.own):>8} {share:>6.1%} {_seconds(cost.total):>8} {_seconds(cost.created):>8}"
        lines.append(f"{times}  {_fit(cost.place, width - len(times) - 2)}")
    lines.append(f"\n{_seconds(profile.seconds)} in {profile.samples} samples")
    return "\n".join(lines) + "\n"


def _seconds(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"


def _fit(place: Place, width: int) -> str:
    """The label, with the start of its file left out if there is no room for it."""
    text = place.label
    if len(text) <= width or place.file is None:
        return text
    room = width - len(place.title) - len(f" (…:{place.line})")
    return f"{place.title} (…{place.file[-room:] if room > 0 else ''}:{place.line})"
