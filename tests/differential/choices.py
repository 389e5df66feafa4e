"""Choices at random: the generators below stand on these few.

They come from one `Random` for each program, whose seed Hypothesis draws. Drawing every choice from
Hypothesis was tried: programs cost ten times as much to write, and most were near-copies of others.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Choices:
    """Makes choices with a random number generator."""

    def __init__(self, random: Random) -> None:
        self._random = random.random

    def below(self, limit: int) -> int:
        """A number from 0 to `limit` - 1."""
        return int(self._random() * limit)

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[self.below(len(options))]

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred cases."""
        return self.below(100) < percent

    def weighted(self, rows: Sequence[tuple[int, T]]) -> T:
        """One of the options, each as likely as its weight says."""
        at = self.below(sum(weight for weight, _ in rows))
        for weight, option in rows:
            at -= weight
            if at < 0:
                return option
        raise AssertionError("weights do not add up")

    def some(self, options: Sequence[T], most: int) -> list[T]:
        """Up to `most` of the options, repetitions allowed."""
        return [self.pick(options) for _ in range(self.below(most + 1))]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The items in some order."""
        left = list(items)
        return [left.pop(self.below(len(left))) for _ in items]
