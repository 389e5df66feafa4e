"""Evaluating what `REF#ATTR` means on a command line."""

from __future__ import annotations

from typing import Any

from evaluator.configuration import setting_name
from evaluator.flakes.flake_file import Settings
from evaluator.flakes.locking import Locked, Request
from evaluator.flakes.outputs import select
from evaluator.flakes.references import installable
from evaluator.store.flake_references import show

HARMLESS = ("bash-prompt", "bash-prompt-prefix", "bash-prompt-suffix", "flake-registry", "commit-lock-file-summary")
"""Settings that any flake may have."""


def evaluate(session: Any, text: str, prefixes: tuple[str, ...], request: Request | None) -> Any:
    """The value of an output; see `Session.eval_flake`. `prefixes` may hold `{system}`."""
    asked = installable(text, session.settings.working_dir)
    locked: Locked = session.flakes().lock(asked.flake, request or Request())
    apply_settings(session, locked.flake.file.settings)
    if locked.changed() and locked.root.inputs:
        session.warn("the lock file of this flake is missing or out of date; 'nixray flake lock' writes it")
    outputs = session.flakes().value(locked)
    if not asked.fragment and "" in prefixes and len(prefixes) == 1:
        return outputs
    system = session.settings.system
    found = [prefix.format(system=system) for prefix in prefixes]
    fragment = asked.fragment
    if fragment.startswith("."):
        found, fragment = [""], fragment[1:]
    if not fragment:
        found, fragment = [f"packages.{system}.", f"defaultPackage.{system}"], "default"
    return select(outputs, fragment, found, show(asked.flake))


def apply_settings(session: Any, settings: Settings) -> None:
    """Obey the settings that a flake wants, as far as the user said so; tell which are ignored."""
    options = session.settings.options
    accepted = options.get("accept-flake-config", "false") == "true"
    for name, value in settings.items():
        known = setting_name(name)
        if known is None:
            session.warn(f"unknown setting '{name}'")
        elif accepted or known in HARMLESS:
            options[known] = setting_text(value)
        else:
            session.warn(
                f"ignoring untrusted flake configuration setting '{name}'.\n"
                "Pass '--accept-flake-config' to trust it"
            )
    if accepted and settings:
        session.settings.apply_options()


def setting_text(value: str | bool | int | list[str]) -> str:
    """A setting as nix.conf writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(value) if isinstance(value, list) else str(value)
