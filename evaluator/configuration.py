"""Nix settings by name: which there are, and what nix.conf and NIX_CONFIG say of them.

nixray reads the same files as Nix: `$NIX_CONF_DIR/nix.conf` (default /etc/nix), the user's files
(`NIX_USER_CONF_FILES`, or nix/nix.conf below the XDG folders), then the text in NIX_CONFIG; later ones
win. The names are those of `nix config show` in 2.34.8.
"""

from __future__ import annotations

import os

from evaluator.errors import NixrayError

BOOLEAN = frozenset(
    """
    abort-on-warn accept-flake-config allow-dirty allow-dirty-locks allow-import-from-derivation
    allow-new-privileges allow-symlinked-store allow-unsafe-native-code-during-evaluation
    always-allow-substitutes auto-allocate-uids auto-optimise-store builders-use-substitutes
    compress-build-log debugger-on-trace debugger-on-warn eval-cache fallback filter-syscalls
    fsync-metadata fsync-store-paths http2 ignore-try impersonate-linux-26 keep-build-log
    keep-derivations keep-env-derivations keep-failed keep-going keep-outputs
    nix-shell-always-looks-for-shell-nix nix-shell-shebang-arguments-relative-to-script
    preallocate-contents print-missing pure-eval require-drop-supplementary-groups require-sigs
    restrict-eval run-diff-hook sandbox-fallback show-trace substitute sync-before-registering
    trace-function-calls trace-import-from-derivation trace-verbose trust-tarballs-from-git-forges
    use-case-hack use-cgroups use-registries use-sqlite-wal use-xdg-base-directories warn-dirty
    warn-short-path-literals
    """.split()
)
VALUED = frozenset(
    """
    access-tokens allowed-impure-host-deps allowed-uris allowed-users bash-prompt bash-prompt-prefix
    bash-prompt-suffix build-dir build-hook build-poll-interval build-users-group builders
    commit-lock-file-summary connect-timeout cores diff-hook download-attempts download-buffer-size
    download-speed eval-attrset-update-layer-rhs-threshold eval-profile-file eval-profiler
    eval-profiler-frequency eval-system experimental-features external-builders extra-platforms
    flake-registry gc-reserved-space hashed-mirrors http-connections id-count ignored-acls impure-env
    json-log-path lint-absolute-path-literals lint-short-path-literals lint-url-literals log-lines
    max-build-log-size max-call-depth max-free max-jobs max-silent-time max-substitution-jobs min-free
    min-free-check-interval nar-buffer-size narinfo-cache-meta-ttl narinfo-cache-negative-ttl
    narinfo-cache-positive-ttl netrc-file nix-path plugin-files post-build-hook pre-build-hook
    sandbox sandbox-build-dir sandbox-dev-shm-size sandbox-paths secret-key-files ssl-cert-file
    stalled-download-timeout start-id store substituters system system-features tarball-ttl timeout
    trusted-public-keys trusted-substituters trusted-users upgrade-nix-store-path-url user-agent-suffix
    warn-large-path-threshold
    """.split()
)
INTEGER = frozenset(
    """
    build-poll-interval connect-timeout cores download-attempts download-buffer-size download-speed
    eval-attrset-update-layer-rhs-threshold eval-profiler-frequency gc-reserved-space http-connections
    id-count log-lines max-build-log-size max-call-depth max-free max-silent-time max-substitution-jobs
    min-free min-free-check-interval nar-buffer-size narinfo-cache-meta-ttl narinfo-cache-negative-ttl
    narinfo-cache-positive-ttl stalled-download-timeout start-id tarball-ttl timeout
    warn-large-path-threshold
    """.split()
)
LINTS = ("lint-absolute-path-literals", "lint-short-path-literals", "lint-url-literals")
LISTS = frozenset(
    """
    allowed-impure-host-deps allowed-uris allowed-users build-hook experimental-features
    external-builders extra-platforms hashed-mirrors ignored-acls nix-path plugin-files
    secret-key-files substituters system-features trusted-public-keys trusted-substituters
    trusted-users
    """.split()
)
ALIASES = {
    "binary-cache-public-keys": "trusted-public-keys",
    "binary-caches": "substituters",
    "build-cores": "cores",
    "build-fallback": "fallback",
    "build-max-jobs": "max-jobs",
    "build-max-silent-time": "max-silent-time",
    "build-timeout": "timeout",
    "build-use-sandbox": "sandbox",
    "build-use-substitutes": "substitute",
    "env-keep-derivations": "keep-env-derivations",
    "gc-keep-derivations": "keep-derivations",
    "gc-keep-outputs": "keep-outputs",
    "trusted-binary-caches": "trusted-substituters",
}
FEATURES = frozenset(
    """
    auto-allocate-uids blake3-hashes ca-derivations cgroups configurable-impure-env
    daemon-trust-override dynamic-derivations external-builders fetch-closure fetch-tree flakes
    git-hashing impure-derivations local-overlay-store mounted-ssh-store nix-command
    parse-toml-timestamps pipe-operators read-only-local-store recursive-nix verified-fetches
    """.split()
)
_BOOLEANS = {"true": "true", "yes": "true", "1": "true", "false": "false", "no": "false", "0": "false"}


class BadConfiguration(NixrayError):
    """A line of a configuration that Nix refuses as well."""


def setting_name(name: str) -> str | None:
    """The setting that a name means (`extra-` before a list adds to it), or None for an unknown one."""
    base = name.removeprefix("extra-")
    base = ALIASES.get(base, base)
    if base != name and name.startswith("extra-"):
        return f"extra-{base}" if base in LISTS else None
    return base if base in BOOLEAN or base in VALUED else None


def fault(name: str, value: str) -> str | None:
    """What is wrong with the value of a setting, in the reference's words, or None."""
    if name in BOOLEAN and value not in _BOOLEANS:
        return f"Boolean setting '{name}' has invalid value '{value}'"
    if name in INTEGER and not (value.isdigit() or (value[:-1].isdigit() and value[-1] in "KMGTkmgt")):
        return f"setting '{name}' has invalid value '{value}'"
    if name in LINTS and value not in ("ignore", "warn", "fatal"):
        return f"option '{name}' has invalid value '{value}' (expected 'ignore', 'warn', or 'fatal')"
    if name == "sandbox" and value not in (*_BOOLEANS, "relaxed"):
        return f"option 'sandbox' has invalid value '{value}'"
    if name == "max-jobs" and value != "auto" and not value.isdigit():
        return "configuration setting 'max-jobs' should be 'auto' or an integer"
    return None


def set_option(options: dict[str, str], name: str, value: str) -> bool:
    """Set one option, or add to a list for `extra-NAME`; False when there is no such setting. Raises
    BadConfiguration for a value that the setting cannot have."""
    known = setting_name(name)
    if known is None:
        return False
    wrong = fault(known, value)
    if wrong is not None:
        raise BadConfiguration(wrong)
    if known.startswith("extra-"):
        base = known.removeprefix("extra-")
        options[base] = f"{options.get(base, '')} {value}".strip()
    else:
        options[known] = _BOOLEANS[value] if known in BOOLEAN else value
    return True


def advice(options: dict[str, str]) -> list[str]:
    """What the reference warns of in settings that it accepts: features it does not know, and names that
    have become others."""
    said = []
    for name in sorted(set(options.get("experimental-features", "").split()) - FEATURES):
        if name == "no-url-literals":
            said.append(
                "experimental feature 'no-url-literals' has been stabilized and renamed; "
                "use 'lint-url-literals = fatal' setting instead"
            )
        else:
            said.append(f"unknown experimental feature '{name}'")
    short = options.get("warn-short-path-literals")
    if short is not None:
        level = "warn" if short == "true" else "ignore"
        said.append(f"'warn-short-path-literals' is deprecated, use 'lint-short-path-literals = {level}' instead")
    return said


def lint_level(options: dict[str, str], name: str) -> str:
    """`ignore`, `warn` or `fatal`: how strict a lint is."""
    older = options.get("warn-short-path-literals") == "true" and name == "lint-short-path-literals"
    return options.get(name, "warn" if older else "ignore")


def read_configuration(environment: dict[str, str], unknown: set[str] | None = None) -> dict[str, str]:
    """All settings that files and environment give, by name; names that are none are added to `unknown`.
    Raises BadConfiguration."""
    options: dict[str, str] = {}
    unknown = set() if unknown is None else unknown
    for file in _files(environment):
        text = _read(file)
        if text is not None:
            _apply(options, unknown, text, file)
    if "NIX_CONFIG" in environment:
        _apply(options, unknown, environment["NIX_CONFIG"], "NIX_CONFIG")
    return options


def _files(environment: dict[str, str]) -> list[str]:
    """Configuration files from the weakest to the strongest."""
    get = environment.get
    files = [get("NIX_CONF_DIR", "/etc/nix") + "/nix.conf"]
    if "NIX_USER_CONF_FILES" in environment:
        users = environment["NIX_USER_CONF_FILES"].split(":")
    else:
        home = get("XDG_CONFIG_HOME") or get("HOME", "/") + "/.config"
        folders = [home, *get("XDG_CONFIG_DIRS", "/etc/xdg").split(":")]
        users = [folder + "/nix/nix.conf" for folder in folders]
    return [*files, *reversed([file for file in users if file])]


def _read(file: str) -> str | None:
    try:
        with open(file.encode("latin-1"), "rb") as opened:
            return opened.read().decode("latin-1")
    except OSError:
        return None


def _apply(options: dict[str, str], unknown: set[str], text: str, where: str) -> None:
    for line in text.split("\n"):
        words = line.partition("#")[0].split()
        if not words:
            continue
        if words[0] in ("include", "!include") and len(words) == 2:
            _include(options, unknown, words, where)
        elif len(words) < 2 or words[1] != "=":
            raise BadConfiguration(f"syntax error in configuration line '{line}' in \"{where}\"")
        elif not set_option(options, words[0], " ".join(words[2:])):
            unknown.add(words[0])


def _include(options: dict[str, str], unknown: set[str], words: list[str], where: str) -> None:
    file = os.path.join(os.path.dirname(where), words[1])
    text = _read(file)
    if text is not None:
        _apply(options, unknown, text, file)
    elif words[0] == "include":
        raise BadConfiguration(f'file "{file}" included from "{where}" not found')
