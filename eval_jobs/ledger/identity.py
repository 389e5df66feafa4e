"""What an answer depends on: two runs with the same identity get the same answers.

It holds what is known before evaluating: the build of the evaluator, the trees that the root names, root,
arguments, settings and system. What else an evaluation looks at (files elsewhere, environment variables) is
noted while it runs, as inputs by name; the ledger keeps what they held and checks it before it is believed.
"""

from __future__ import annotations

import json
import os
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import evaluator
from eval_jobs.ledger.trees import content_hash, path_hash, trees_of
from eval_jobs.looking import Input
from eval_jobs.root import Root
from eval_jobs.wanted import Wanted
from evaluator.evaluation import Settings


def input_digest(found: Input) -> str:
    """The hash of what an input holds now."""
    if found.kind == "env":
        value = os.environ.get(found.name)
        return "absent" if value is None else sha256(os.fsencode(value)).hexdigest()
    return path_hash(found.name)


class Identity(NamedTuple):
    """`facts` in words, `digest` over them, `trees` whose content is part of them."""

    facts: dict[str, Any]
    digest: str
    trees: list[Path]


def identity_of(root: Root, wanted: Wanted, settings: Settings, *, elsewhere: bool = False) -> Identity:
    """The identity of a run over a root. What is evaluated `elsewhere` is in another environment."""
    trees = trees_of(root)
    facts = {
        "build": build_identity(),
        "trees": [str(tree) for tree in trees],
        "source": content_hash(trees),
        "root": root.shown,
        "base": str(root.base_dir),
        "arguments": [list(pair) for pair in root.arguments],
        "search path": settings.search_path,
        "system": settings.system,
        "store": settings.store_dir,
        "settings": settings.options,
        "elsewhere": elsewhere,
        "wanted": {name: value for name, value in wanted.to_json().items() if name != "echo"},
    }
    text = json.dumps(facts, sort_keys=True)
    return Identity(facts, sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), trees)


@cache
def build_identity() -> str:
    """What tells this build of the evaluator from any other: the content of its modules."""
    folder = Path(str(evaluator.__file__)).parent
    digest = sha256()
    for file in sorted([*folder.rglob("*.so"), *folder.rglob("*.py"), *folder.rglob("*.nix")]):
        if file.suffix == ".py" and file.with_suffix(".pxd").exists():
            continue  # what was compiled counts
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
