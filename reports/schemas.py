"""The JSON schemas of what nixray writes, and checking against them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

_FOLDER = Path(__file__).parent / "schema"


def schema(name: str) -> dict[str, Any]:
    """The schema called `line`, `comparison` or `summary`."""
    loaded: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def validator(name: str) -> Draft202012Validator:
    """A validator of one schema that knows the others by their ids."""
    loaded = (schema(file.stem) for file in _FOLDER.glob("*.json"))
    registry: Registry[Any] = Registry().with_resources(
        (each["$id"], Resource.from_contents(each)) for each in loaded
    )
    return Draft202012Validator(schema(name), registry=registry)
