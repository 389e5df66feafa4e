"""The settings of an evaluation: what the command line, the environment and nix.conf say."""

from __future__ import annotations

import os

from evaluator.configuration import BadConfiguration, advice, read_configuration, set_option

DEFAULT_STORE_DIR = "/nix/store"
DEFAULT_MAX_CALL_DEPTH = 10000
VERSION = "2.34.8"
"""The version of Nix that `builtins.nixVersion` tells: the one whose behaviour this is."""


def current_system() -> str:
    """The system type of this machine, such as `x86_64-linux`."""
    # Not `platform`: importing it takes as long as everything else here.
    name = os.uname()
    machine = {"arm64": "aarch64", "amd64": "x86_64"}.get(name.machine.lower(), name.machine)
    return f"{machine}-{name.sysname.lower()}"


def split_search_path(text: str) -> list[str]:
    """The entries of a NIX_PATH value: separated by colons, but not by those of an URL or of
    `channel:`."""
    entries: list[str] = []
    start = 0
    at = 0
    while at <= len(text):
        if at == len(text) or (text[at] == ":" and not text.startswith("://", at) and not _channel(text, start, at)):
            if at > start:
                entries.append(text[start:at])
            start = at + 1
        at += 1
    return entries


def _channel(text: str, start: int, at: int) -> bool:
    entry = text[start:at].rpartition("=")[2]
    return entry in ("channel", "flake")


class Settings:
    """See `from_environment` for the usual way to make one.

    Paths and texts are Nix strings (bytes as latin-1). `search_path` holds `prefix=path` or `path`
    entries in order. `options` are nix.conf settings by name, as text. `store` is the address of a store,
    empty for the one that the environment has; with `read_only`, nothing is written there. `warnings` are
    what a user should hear of the options before anything is evaluated, `unknown` the names in configuration
    files that are no settings.
    """

    def __init__(self) -> None:
        self.store_dir = DEFAULT_STORE_DIR
        self.search_path: list[str] = []
        self.system = current_system()
        self.home = "/"
        self.working_dir = "/"
        self.pure = False
        self.restricted = False
        self.max_call_depth = DEFAULT_MAX_CALL_DEPTH
        self.features: frozenset[str] = frozenset()
        self.environment: dict[str, str] = {}
        self.options: dict[str, str] = {}
        self.warnings: list[str] = []
        self.unknown: set[str] = set()
        self.trace_verbose = False
        self.read_only = True
        self.import_from_derivation = True
        self.store = ""

    @classmethod
    def from_environment(
        cls,
        search_path: list[str] | None = None,
        options: dict[str, str] | None = None,
        store_dir: str | None = None,
        environment: dict[str, str] | None = None,
    ) -> Settings:
        """Settings from an environment, that of the process if none is given; the other arguments add to it
        (`search_path` goes first, `options` override)."""
        if environment is None:
            environment = {name.decode("latin-1"): value.decode("latin-1") for name, value in os.environb.items()}
        settings = cls()
        configured = read_configuration(environment, settings.unknown)
        given_path = environment.get("NIX_PATH")
        if given_path is not None:
            configured.pop("nix-path", None)
        for name, value in (options or {}).items():
            try:
                set_option(configured, name, value)
            except BadConfiguration as error:
                settings.warnings.append(str(error))
        settings.warnings += advice(configured)
        settings.environment = environment
        settings.options = configured
        settings.home = environment.get("HOME") or "/"
        settings.working_dir = os.getcwdb().decode("latin-1")
        settings.store_dir = store_dir or environment.get("NIX_STORE_DIR") or DEFAULT_STORE_DIR
        settings.search_path = list(search_path or [])
        if given_path is not None and "nix-path" not in (options or {}):
            settings.search_path += split_search_path(given_path)
        settings.search_path += configured.get("nix-path", "").split()
        settings.apply_options()
        return settings

    def build_jobs(self) -> int:
        """How many builds may run at a time."""
        jobs = self.options.get("max-jobs", "")
        return len(os.sched_getaffinity(0)) if jobs == "auto" else max(1, int(jobs)) if jobs.isdigit() else 1

    def apply_options(self) -> None:
        """Let the fields follow what `options` say."""
        get = self.options.get
        self.system = get("eval-system") or get("system") or self.system
        depth = get("max-call-depth", "")
        self.max_call_depth = int(depth) if depth.isdigit() else self.max_call_depth
        self.pure = get("pure-eval", "false") == "true" or self.pure
        self.restricted = get("restrict-eval", "false") == "true" or self.restricted
        self.import_from_derivation = get("allow-import-from-derivation", "true") == "true"
        self.store = get("store", "")
        self.trace_verbose = get("trace-verbose", "false") == "true"
        self.features |= frozenset(get("experimental-features", "").split())
