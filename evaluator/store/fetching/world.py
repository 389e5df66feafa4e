"""What fetching depends on beside the address: the cache, the rules of transfers, and some settings."""

from __future__ import annotations

import time
from typing import NamedTuple

from evaluator.store.fetching.cache import Cache
from evaluator.store.fetching.transport import Rules


class World(NamedTuple):
    """`lifetime` is how long, in seconds, an answer that may change counts as fresh. `registries` are files, from
    the strongest to the weakest; the last may be an URL."""

    cache: Cache
    rules: Rules = Rules()
    lifetime: int = 3600
    allow_dirty: bool = True
    warn_dirty: bool = True
    registries: tuple[str, ...] = ()
    offline: bool = False

    def fresh(self, when: float) -> bool:
        """Whether an answer of that time is still good."""
        return self.offline or 0 <= time.time() - when < self.lifetime
