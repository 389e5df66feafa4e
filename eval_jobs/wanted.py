"""What a run is asked to find out of each attribute, beyond its derivation."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Wanted:
    """The flags of nix-eval-jobs that change what is evaluated or what a line holds.

    `select` is a function for the root, `apply` one for each derivation (its value becomes `extraValue`).
    `rendered`: errors are told as a command would print them, with `show_trace` in full; without it, only
    their message, as comparisons need it. `instantiate`: `.drv` files are written to the store, and what is
    read is built there first; `roots` is a folder for symlinks that keep them. `echo`: traces and
    warnings go to standard error too.
    """

    meta: bool = False
    constituents: bool = False
    input_drvs: bool = False
    cache_status: bool = False
    force_recurse: bool = False
    show_trace: bool = False
    apply: str | None = None
    select: str | None = None
    rendered: bool = False
    echo: bool = True
    instantiate: bool = False
    roots: str | None = None

    def to_json(self) -> dict[str, Any]:
        """All flags by name, for keys."""
        return asdict(self)
