"""What fetching depends on beside the address: the cache, the rules of transfers, and some settings."""

from __future__ import annotations

import time
from typing import NamedTuple

from evaluator.store.fetching.cache import Cache
from evaluator.store.fetching.transport import Rules


class World(NamedTuple):
    """`lifetime` is how long, in seconds, an answer that may change counts as fresh. `registries` are files, from
    the strongest to the weakest; `public_registry`, the last one, may be an URL, and is the only one that counts for
    the inputs of flakes: those must mean the same for everybody."""

    cache: Cache
    rules: Rules = Rules()
    lifetime: int = 3600
    allow_dirty: bool = True
    warn_dirty: bool = True
    registries: tuple[str, ...] = ()
    public_registry: str = ""
    offline: bool = False

    def fresh(self, when: float) -> bool:
        """Whether an answer of that time is still good."""
        return self.offline or 0 <= time.time() - when < self.lifetime
