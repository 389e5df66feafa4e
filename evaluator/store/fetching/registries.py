"""Flake registries: what a name such as `nixpkgs` stands for."""

from __future__ import annotations

import json
import os
from typing import Any

from evaluator.errors import EvalError, Kind
from evaluator.store.fetching.files import fetch_file
from evaluator.store.fetching.world import World
from evaluator.store.flake_references import Attributes, show

_STEPS = 100


def resolve(attributes: Attributes, world: World, public: bool = False) -> Attributes:
    """What an input stands for after all registries (or the `public` one), which may lead to each other. Raises
    EvalError."""
    if public:
        world = world._replace(registries=())
    found = attributes
    for _ in range(_STEPS):
        if found.get("type") != "indirect":
            return found
        found = _look_up(found, world)
    raise EvalError(Kind.VALUE, f"cycle detected in flake registry for '{show(attributes)}'")


def _look_up(attributes: Attributes, world: World) -> Attributes:
    for registry in (*world.registries, *filter(None, [world.public_registry])):
        for entry in _entries(registry, world):
            source, target = entry["from"], entry["to"]
            if source.get("type") != "indirect" or source.get("id") != attributes.get("id"):
                continue
            if entry.get("exact") and {**source} != {**attributes}:
                continue
            if any(name in source and source[name] != attributes.get(name) for name in ("ref", "rev")):
                continue
            made: Attributes = dict(target)
            for name in ("ref", "rev"):
                if name in attributes and name not in source:
                    if name == "rev":
                        made.pop("ref", None) if made.get("type") in ("github", "gitlab", "sourcehut") else None
                    made[name] = attributes[name]
            return made
    raise EvalError(Kind.VALUE, f"cannot find flake '{show(attributes)}' in the flake registries")


def _entries(registry: str, world: World) -> list[dict[str, Any]]:
    """The entries of one registry; one that is not there has none."""
    if registry.startswith(("http://", "https://", "file://")):
        path = fetch_file(registry, world)
    else:
        path = registry
    if not os.path.exists(path.encode("latin-1")):
        return []
    try:
        with open(path.encode("latin-1"), encoding="utf-8") as file:
            found = json.load(file)
        if found.get("version") != 2:
            raise ValueError(f"unsupported version '{found.get('version')}'")
        return [entry for entry in found["flakes"] if isinstance(entry["from"], dict) and isinstance(entry["to"], dict)]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise EvalError(Kind.FILE, f"flake registry '{registry}' cannot be read: {error}") from None
