"""The derivations of a reference Nix: it instantiates into a store of its own that is thrown away.

The store is a folder with the usual store directory's name inside (a chroot store), so paths are those
of the machine's own store, and nothing outside the folder is written.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from eval_jobs.causes.graph import FolderGraph
from eval_jobs.paths import AttrPath
from eval_jobs.reference.protocol import ReferenceFailed
from eval_jobs.root import Root, nix_string

_SELECT = Path(__file__).with_name("select.nix")
_STORE_DIR = "/nix/store"
_PATH_OF = """
derivation:
  let tried = builtins.tryEval derivation.drvPath; in
  if tried.success then builtins.unsafeDiscardStringContext tried.value else null
"""


class ReferenceStore:
    """A store in `folder` that `program`, a nix-instantiate, writes to."""

    def __init__(self, program: str, root: Root, folder: Path) -> None:
        found = shutil.which(program)
        if found is None:
            raise ReferenceFailed(f"there is no reference program '{program}'")
        self._program = os.path.abspath(found)
        self._root = root
        self._folder = folder.absolute()
        self.graph = FolderGraph(self._folder / _STORE_DIR.lstrip("/"), _STORE_DIR)

    def instantiate(self, paths: Sequence[AttrPath]) -> dict[AttrPath, str]:
        """The `.drv` paths of attributes, all their inputs written to the store. Attributes that fail are
        left out."""
        if not paths:
            return {}
        done = self._run(paths, "--eval", "--strict", "--json", "--read-write-mode")
        if done.returncode == 0:
            answers = zip(paths, json.loads(done.stdout), strict=True)
            return {path: found for path, found in answers if found is not None}
        if len(paths) == 1:
            return {}
        half = len(paths) // 2
        return self.instantiate(paths[:half]) | self.instantiate(paths[half:])

    def why_not(self, path: AttrPath) -> str:
        """What the reference says of an attribute that it does not instantiate."""
        return self._run([path]).stderr.strip()

    def _run(self, paths: Sequence[AttrPath], *options: str) -> subprocess.CompletedProcess[str]:
        """Run the program over the derivations at `paths`; with options for evaluating, over the list of their `.drv`
        paths, null for those that throw. (Instantiated, attributes that are the same value are told only once.)"""
        arguments = " ".join(f"{nix_string(name)} = ({value});" for name, value in self._root.arguments)
        rows = ("[ " + " ".join(nix_string(part) for part in path) + " ]" for path in paths)
        wanted = "[\n" + "\n".join(rows) + "\n]"
        expression = f"({_SELECT.read_text(encoding='utf-8')}) ({self._root.nix_text}) {{ {arguments} }} {wanted}\n"
        if options:
            expression = f"map ({_PATH_OF}) ({expression})\n"
        command = [self._program, "--store", f"local?root={self._folder}", *options]
        for entry in self._root.search_path:
            command += ["-I", entry]
        for name, value in self._root.options:
            command += ["--option", name, value]
        self._folder.mkdir(parents=True, exist_ok=True)
        environment = {name: value for name, value in os.environ.items() if name not in _OWN_PLACES}
        return subprocess.run(
            [*command, "-"],
            input=expression,
            cwd=self._root.base_dir,
            env=environment | {"NO_COLOR": "1"},
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )


_OWN_PLACES = ("NIX_STORE_DIR", "NIX_STATE_DIR", "NIX_LOG_DIR", "NIX_REMOTE", "NIX_STORE")
"""Variables that would lead the reference away from the store it is given."""
