"""How fetching follows the settings: limits, credentials, registries, the place of the cache."""

from __future__ import annotations

from collections.abc import Callable

from evaluator.settings import Settings
from evaluator.store.fetching.cache import Cache
from evaluator.store.fetching.transport import Rules
from evaluator.store.fetching.world import World

_GLOBAL_REGISTRY = "https://channels.nixos.org/flake-registry.json"


def world_of(settings: Settings, cancelled: Callable[[], bool]) -> World:
    """What fetching depends on."""
    options, environment = settings.options, settings.environment
    configuration = environment.get("NIX_CONF_DIR", "/etc/nix")
    certificates = options.get("ssl-cert-file") or environment.get("NIX_SSL_CERT_FILE", "")
    default = Rules()
    rules = Rules(
        attempts=max(1, _number(options.get("download-attempts"), default.attempts)),
        connect=float(_number(options.get("connect-timeout"), int(default.connect))) or default.connect,
        stalled=float(_number(options.get("stalled-download-timeout"), int(default.stalled))) or default.stalled,
        netrc=options.get("netrc-file") or f"{configuration}/netrc",
        certificates=certificates,
        agent=f"nixray {options.get('user-agent-suffix', '')}".strip(),
        cancelled=cancelled,
        progress=True,
    )
    return World(
        Cache(cache_folder(environment)),
        rules,
        _number(options.get("tarball-ttl"), 3600),
        options.get("allow-dirty", "true") == "true",
        options.get("warn-dirty", "true") == "true",
        *registries_of(settings),
    )


def cache_folder(environment: dict[str, str]) -> str:
    """Where what was fetched is kept: `fetched` beside the cache of compiled files."""
    named = environment.get("NIXRAY_CACHE_DIR")
    base = environment.get("XDG_CACHE_HOME") or environment.get("HOME", "/") + "/.cache"
    return f"{named}/fetched" if named else f"{base}/nixray/fetched"


def registries_of(settings: Settings) -> tuple[tuple[str, ...], str]:
    """The flake registries of this machine, the user's first, and everybody's."""
    if settings.options.get("use-registries", "true") != "true":
        return (), ""
    environment = settings.environment
    home = environment.get("XDG_CONFIG_HOME") or environment.get("HOME", "/") + "/.config"
    configuration = environment.get("NIX_CONF_DIR", "/etc/nix")
    files = (f"{home}/nix/registry.json", f"{configuration}/registry.json")
    return files, settings.options.get("flake-registry", _GLOBAL_REGISTRY)


def _number(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.isdigit() else default
