"""A project's environment through the library: what a tool like this does with nixray.

    python -m corpus.environment.project PROJECT.nix NIXPKGS

prints the shell's `.drv` path, the Procfile, and, when an option is wrong, where the project says so.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluator.errors import EvalError, NixrayError
from evaluator.session import Attrs, Function, Position, Session

HERE = Path(__file__).parent

# The words of nixpkgs' module system for options that do not exist or have a value of another type.
_OPTION = re.compile(r"The option(?: value)? `(?P<option>[^']+)'.*?(?:in|defined in) `(?P<file>/[^']+)'", re.DOTALL)


@dataclass(frozen=True)
class Environment:
    """What a project asks for, as far as it is asked about."""

    configuration: Attrs

    @property
    def shell(self) -> str:
        """The `.drv` path of the shell."""
        path = self.configuration["shell"].drv_path
        assert isinstance(path, str)
        return path

    @property
    def procfile(self) -> str:
        """The text of the Procfile."""
        return str(self.configuration["procfile"]["text"])

    @property
    def packages(self) -> list[str]:
        """The names of the packages on the PATH."""
        return [package["name"] for package in self.configuration["packages"]]


class ProjectError(NixrayError):
    """An option of the project is wrong: `option` is its path, `place` where the project sets it, or None."""

    def __init__(self, message: str, option: str, place: Position | None) -> None:
        super().__init__(message)
        self.option = option
        self.place = place


def evaluate(nix: Session, project: Path, nixpkgs: Path, system: str = "x86_64-linux") -> Environment:
    """The environment of a project file. Raises ProjectError for a wrong option, EvalError otherwise."""
    arguments = {"nixpkgs": nixpkgs.absolute(), "project": project.absolute(), "system": system}
    try:
        environment = Environment(nix.eval_file(HERE, arguments, attribute="config"))
        environment.shell  # noqa: B018 (evaluates every option that the shell needs)
        return environment
    except EvalError as error:
        found = _OPTION.search(error.message)
        if found is None:
            raise
        place = where_set(nix, Path(found["file"]), found["option"])
        first = error.message.strip().split("\n")[0]
        raise ProjectError(first, found["option"], place) from error


def where_set(nix: Session, file: Path, option: str) -> Position | None:
    """Where a module sets an option, or the nearest thing around it. Laziness makes it cheap: the module is
    called with nothing in its arguments, and nothing but the sets on the way is evaluated."""
    module = nix.eval_file(file)
    if isinstance(module, Function):
        module = module({name: {} for name in module.formals or {}})
    place: Position | None = None
    current: Any = module.get("config", module) if isinstance(module, Attrs) else None
    for name in option.split("."):
        if not isinstance(current, Attrs) or name not in current:
            break
        place = current.position(name) or place
        try:
            current = current[name]
        except EvalError:
            break
    return place


def main(words: list[str]) -> int:
    """Run the example."""
    if len(words) != 2:
        print("usage: python -m corpus.environment.project PROJECT.nix NIXPKGS", file=sys.stderr)
        return 2
    with Session() as nix:
        try:
            environment = evaluate(nix, Path(words[0]), Path(words[1]))
            print(environment.shell)
            print(environment.procfile)
        except ProjectError as error:
            where = "" if error.place is None else f"{error.place.file}:{error.place.line}:{error.place.column}: "
            print(f"{where}{error}", file=sys.stderr)
            return 1
        except NixrayError as error:
            print(f"error: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
