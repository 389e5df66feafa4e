"""Evaluating what `REF#ATTR` means on a command line."""

from __future__ import annotations

import select
import sys
from typing import Any

from evaluator.configuration import setting_name
from evaluator.errors import Interrupted
from evaluator.flakes import outputs
from evaluator.flakes.flake_file import Settings
from evaluator.flakes.lock_writing import write_lock_file
from evaluator.flakes.locking import Locked, Request
from evaluator.flakes.references import installable
from evaluator.store.flake_references import show

HARMLESS = ("bash-prompt", "bash-prompt-prefix", "bash-prompt-suffix", "flake-registry", "commit-lock-file-summary")
"""Settings that any flake may have."""

_LOOK_SECONDS = 0.2


def evaluate(session: Any, text: str, prefixes: tuple[str, ...], request: Request | None) -> Any:
    """The value of an output; see `Evaluation.eval_flake`. `prefixes` may hold `{system}`."""
    meant = installable(text, session.settings.working_dir)
    request = request or Request()
    locked: Locked = session.flakes().lock(meant.flake, request)
    apply_settings(session, locked.flake.file.settings)
    if request.writing is not None:
        write_lock_file(session, locked, request.writing)
    elif locked.changed() and locked.root.inputs:
        session.warn("the lock file of this flake is missing or out of date; 'nixray flake lock' writes it")
    found = session.flakes().value(locked)
    if not meant.fragment and prefixes == ("",):
        return found
    system = session.settings.system
    places = [prefix.format(system=system) for prefix in prefixes]
    fragment = meant.fragment
    if fragment.startswith("."):
        places, fragment = [""], fragment[1:]
    if not fragment:
        places = [f"packages.{system}.default", f"defaultPackage.{system}"]
    return outputs.select(found, fragment, places, show(meant.flake))


def apply_settings(session: Any, settings: Settings) -> None:
    """Obey the settings that a flake wants, as far as the user said so; tell which are ignored."""
    options = session.settings.options
    accepted = options.get("accept-flake-config", "false") == "true"
    obeyed = False
    for name, value in settings.items():
        known = setting_name(name)
        if known is None:
            session.warn(f"unknown setting '{name}'")
        elif accepted or known in HARMLESS or asked(session, name, setting_text(value)):
            options[known] = setting_text(value)
            obeyed = True
        else:
            session.warn(
                f"ignoring untrusted flake configuration setting '{name}'.\nPass '--accept-flake-config' to trust it"
            )
    if obeyed:
        session.settings.apply_options()


def asked(session: Any, name: str, value: str) -> bool:
    """Whether the user says, on a terminal, that a setting may be obeyed; elsewhere nobody does."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    question = f"do you want to allow configuration setting '{name}' to be set to '{value}' (y/N)? "
    sys.stderr.write(question.encode("latin-1").decode("utf-8", "replace"))
    sys.stderr.flush()
    while not select.select([sys.stdin], [], [], _LOOK_SECONDS)[0]:
        if session.world().rules.cancelled():
            raise Interrupted("interrupted by the user")
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def setting_text(value: str | bool | int | list[str]) -> str:
    """A setting as nix.conf writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(value) if isinstance(value, list) else str(value)
