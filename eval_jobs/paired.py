"""Whether a measurement shifted between two runs, over many pairs: Wilcoxon's signed-rank test.

Each attribute is its own pair, so attributes need not be alike, and no distribution of the noise is assumed.
A shift is only told where it is improbable as noise and large enough to matter.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist, median
from typing import NamedTuple

SIGNIFICANT = 0.001
"""The probability below which a shift is no noise."""

NOTABLE = 0.03
"""The relative shift below which nobody needs to know."""

_FEWEST = 10
"""Fewer pairs that differ say nothing."""


class Shift(NamedTuple):
    """`ratio` is the median of after / before; `probability` that noise alone looks like this or worse."""

    ratio: float
    probability: float
    pairs: int

    @property
    def real(self) -> bool:
        """Whether it is worth telling."""
        return self.probability < SIGNIFICANT and abs(self.ratio - 1) >= NOTABLE


def shift(pairs: Sequence[tuple[float, float]]) -> Shift | None:
    """The shift over pairs of (before, after); None where there is nothing to compare. Pairs in which one
    side is not positive are left out: they have no ratio."""
    logs = [math.log(after / before) for before, after in pairs if before > 0 and after > 0]
    if not logs:
        return None
    return Shift(math.exp(median(logs)), _signed_rank([value for value in logs if value != 0]), len(logs))


def _signed_rank(differences: list[float]) -> float:
    """The two-sided probability of Wilcoxon's statistic, by its normal approximation with ties."""
    count = len(differences)
    if count < _FEWEST:
        return 1.0
    ordered = sorted(differences, key=abs)
    positive = ties = 0.0
    at = 0
    while at < count:
        end = at
        while end < count and abs(ordered[end]) == abs(ordered[at]):
            end += 1
        rank = (at + 1 + end) / 2
        positive += rank * sum(value > 0 for value in ordered[at:end])
        ties += (end - at) ** 3 - (end - at)
        at = end
    mean = count * (count + 1) / 4
    variance = count * (count + 1) * (2 * count + 1) / 24 - ties / 48
    if variance <= 0:
        return 1.0
    distance = max(abs(positive - mean) - 0.5, 0) / math.sqrt(variance)
    return 2 * (1 - NormalDist().cdf(distance))
