"""The root of a run: the expression whose attributes are evaluated, and its surroundings."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from evaluator.errors import NixrayError


class BadRoot(NixrayError):
    """A root that is not there; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Root:
    """A file (absolute path) or an expression with the folder its relative paths start from.

    `flake` is an output of a flake, `REF#ATTR`, instead; `inputs` replace inputs of it, as `(path, reference)`, and
    `lock_file` is read in place of its own.

    `arguments` are `(name, expression)` pairs and are passed where the root, or a function on the
    way to an attribute, takes them by name, as `--arg` does. `search_path` holds `-I` entries.
    """

    file: Path | None = None
    expression: str | None = None
    base_dir: Path = Path("/")
    arguments: tuple[tuple[str, str], ...] = ()
    search_path: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    flake: str | None = None
    inputs: tuple[tuple[str, str], ...] = ()
    lock_file: str | None = None

    @property
    def nix_text(self) -> str:
        """A Nix expression for the root before any function call."""
        if self.file is not None:
            return f"import {nix_path_literal(self.file)}"
        assert self.expression is not None
        return self.expression

    @property
    def shown(self) -> str:
        """How people wrote it: the file's path, the expression, or the output of a flake."""
        if self.flake is not None:
            return self.flake
        return str(self.file) if self.file is not None else str(self.expression)

    def command_arguments(self) -> list[str]:
        """The words that name this root on nixray's and nix-instantiate's command line."""
        words = [str(self.file)] if self.file is not None else ["-E", str(self.expression)]
        if self.flake is not None:
            words = ["--flake", self.flake]
            for path, reference in self.inputs:
                words += ["--override-input", path, reference]
            if self.lock_file is not None:
                words += ["--reference-lock-file", self.lock_file]
        for name, value in self.arguments:
            words += ["--arg", name, value]
        return words + self.surroundings()

    def surroundings(self) -> list[str]:
        """The words for search path and settings."""
        words = []
        for entry in self.search_path:
            words += ["-I", entry]
        for name, value in self.options:
            words += ["--option", name, value]
        return words


def file_root(file: str, **more: object) -> Root:
    """The root in a file, or in a folder's default.nix; raises BadRoot when there is none."""
    path = Path(os.path.abspath(file))
    if path.is_dir() and not (path / "default.nix").exists():
        raise BadRoot(f"the folder '{path}' has no default.nix")
    if not path.exists():
        raise BadRoot(f"there is no file '{path}'")
    return Root(file=path, **more)  # type: ignore[arg-type]  # the caller's keywords are Root's own


def nix_string(text: str) -> str:
    """A Nix string literal for Unicode text."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("${", "\\${").replace("\n", "\\n")
    return f'"{escaped}"'


def nix_path_literal(path: Path) -> str:
    """A Nix expression for a path whose name may hold anything: `(/. + "/a b")`."""
    return f"(/. + {nix_string(str(path))})"
