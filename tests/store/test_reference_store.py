"""A store that the reference wrote: every `.drv` file read, written and computed again."""

from __future__ import annotations

import os
import subprocess
from graphlib import TopologicalSorter
from pathlib import Path

from eval_jobs.causes.rehashing import FEATURES, request_for
from evaluator.store import disk
from evaluator.store.derivation import Derivation, parse
from evaluator.store.instantiation import instantiate
from evaluator.store.registry import Registry


def write_store(reference: str, room: Path, *arguments: str) -> str:
    """Let the reference instantiate into a store of its own; the store directory."""
    names = ("STORE_DIR", "STATE_DIR", "LOG_DIR", "CONF_DIR")
    env = {**os.environ, **{f"NIX_{name}": str(room / name) for name in names}}
    features = [word for name in sorted(FEATURES) for word in ("--extra-experimental-features", name)]
    subprocess.run([reference, *features, *arguments], env=env, check=True, capture_output=True)
    return str(room / "STORE_DIR")


def read_store(store_dir: str) -> dict[str, Derivation]:
    """Every derivation of a store, inputs first; each must come back as it was."""
    drvs = {}
    for file in Path(store_dir).glob("*.drv"):
        text = disk.read_file(str(file)).decode("latin-1")
        drvs[str(file)] = parse(text, str(file))
        assert drvs[str(file)].text() == text
    order = TopologicalSorter({path: drv.input_drvs.keys() for path, drv in drvs.items()}).static_order()
    return {path: drvs[path] for path in order}


def check_store(store_dir: str, at_least: int) -> None:
    """Every derivation of a store comes out again with the same paths, and so from the disk alone."""
    drvs = read_store(store_dir)
    assert len(drvs) >= at_least
    registry = Registry(store_dir)
    for path, drv in drvs.items():
        made = instantiate(registry, request_for(path, drv), FEATURES)
        assert made.drv_path == path, drv.text()
        assert registry.get(path) == drv
    from_disk = Registry(store_dir)
    for path in reversed(drvs):
        assert from_disk.modulo(path) == registry.modulo(path)


def test_corners(reference: str, tmp_path: Path) -> None:
    """Derivations of every kind that the reference makes."""
    check_store(write_store(reference, tmp_path, str(Path(__file__).with_name("corners.nix"))), 14)


def test_hello(reference: str, nixpkgs: Path, tmp_path: Path) -> None:
    """The closure of nixpkgs' hello."""
    arguments = '{ system = "x86_64-linux"; overlays = []; config = {}; }'
    root = f"import {nixpkgs}/pkgs/top-level/impure.nix {arguments}"
    check_store(write_store(reference, tmp_path, "-E", root, "-A", "hello"), 190)
