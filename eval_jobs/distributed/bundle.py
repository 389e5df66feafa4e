"""A run's source trees as one archive, addressed by its content, and unpacked once on each machine."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from eval_jobs.ledger.trees import content_hash
from evaluator.store.tar_files import tarfile


@dataclass(frozen=True, slots=True)
class Bundle:
    """`digest` names the content; `archive` is a gzipped tar with each tree at its own absolute path."""

    digest: str
    archive: bytes


def pack(trees: Iterable[Path]) -> Bundle:
    """The bundle of some trees. Version control's folders stay behind."""
    trees = list(trees)
    places = "\0".join(map(str, trees))
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz", compresslevel=1) as archive:
        for tree in trees:
            archive.add(os.path.realpath(tree), arcname=str(tree).lstrip("/"), filter=_without_history)
    # The same content in other places is another bundle.
    place = sha256(places.encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return Bundle(f"{content_hash(trees)}-{place}", data.getvalue())


def _without_history(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    return None if os.path.basename(entry.name) in (".git", ".hg", ".svn") else entry


def sources_folder() -> Path:
    """Where bundles are unpacked: below `NIXRAY_CACHE_DIR`, else below the user's cache folder."""
    named = os.environ.get("NIXRAY_CACHE_DIR")
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(named or os.path.join(base, "nixray")) / "sources"


def unpack(bundle: Bundle) -> Path:
    """The folder of a bundle on this machine. Whoever comes first unpacks it; others use what is there."""
    folder = sources_folder() / bundle.digest
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=".part-", dir=folder.parent))
    try:
        with tarfile.open(fileobj=io.BytesIO(bundle.archive), mode="r:gz") as archive:
            # The filter keeps every entry inside the folder; links of a source tree may point anywhere.
            archive.extractall(part, filter="tar")
        part.rename(folder)
    except OSError:
        if not folder.is_dir():  # otherwise somebody else was first
            raise
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder
