"""Builtins that fetch from URLs.

What has a known hash and is in the store or the cache already is not fetched again. Nothing is written to
the store: what was fetched is read in the cache.
"""

from __future__ import annotations

import sys
from typing import Any, NamedTuple

from evaluator.builtins.arguments import as_plain_string
from evaluator.builtins.locations import checked
from evaluator.builtins.registry import builtin
from evaluator.errors import EvalError, Kind
from evaluator.store import disk, nar, paths
from evaluator.store.hashes import Hash, parse_or_zero
from evaluator.values import AttrSet, ContextString
from evaluator.vm import state, symbols
from evaluator.vm.forcing import force
from evaluator.vm.paths import normalise


class Fetch(NamedTuple):
    """What a fetcher was asked for."""

    url: str
    name: str
    expected: Hash | None


@builtin("fetchurl", 1)
def fetchurl(v: Any) -> Any:
    """A file behind an URL, in the store."""
    asked = arguments(v, "fetchurl", None)
    known = present(asked, paths.FLAT)
    if known is not None:
        return in_store(known)
    path = transport().fetch_file(asked.url, state.current.world())
    check_hash(asked, nar.hash_file(path, "sha256"))
    return in_store(state.current.sources.add_fetched(path, asked.name, paths.FLAT))


@builtin("fetchTarball", 1)
def fetch_tarball(v: Any) -> Any:
    """The tree in an archive behind an URL, in the store."""
    asked = arguments(v, "fetchTarball", "source")
    known = present(asked, paths.NAR)
    if known is not None:
        return in_store(known)
    try:
        tree = transport().fetch_archive(asked.url, state.current.world()).path
    except EvalError as error:
        raise error.while_(f"while fetching the input '{asked.url}'") from None
    check_hash(asked, nar.hash_tree(tree))
    return in_store(state.current.sources.add_fetched(tree, asked.name, paths.NAR))


def transport() -> Any:
    """The module `store.fetching.files`. What it needs takes long to load, and few programs fetch."""
    from evaluator.store.fetching import files

    return files


def arguments(v: Any, fetcher: str, default_name: str | None) -> Fetch:
    """The checked argument of a fetcher: an URL, or a set { url, name, sha256 }."""
    v = force(v)
    named = False
    found: dict[str, str] = {}
    expected = None
    if type(v) is AttrSet:
        for attribute in symbols.order(v.d):
            if attribute not in _NOTES:
                raise EvalError(Kind.VALUE, f"unsupported argument '{attribute}' to '{fetcher}'")
            found[attribute] = checked(v, attribute, as_plain_string, _NOTES[attribute])
        if "sha256" in found:
            expected = expected_hash(found["sha256"])
        if "url" not in found:
            raise EvalError(Kind.VALUE, "'url' argument required")
        named = True
    else:
        found["url"] = as_plain_string(v, "while evaluating the url we should fetch")
    url = found["url"]
    name = found.get("name") or default_name or base_name(url)
    settings = state.current.settings
    if settings.pure and expected is None:
        raise EvalError(Kind.RESTRICTED, f"in pure evaluation mode, '{fetcher}' requires a 'sha256' argument")
    check_allowed(url)
    check_name(url, name, fetcher, named)
    return Fetch(url, name, expected)


_NOTES = {
    "url": "while evaluating the url we should fetch",
    "sha256": "while evaluating the sha256 of the content we should fetch",
    "name": "while evaluating the name of the content we should fetch",
}


def base_name(url: str) -> str:
    """What follows the last slash; one slash at the end does not count."""
    return url.removesuffix("/").rpartition("/")[2]


def expected_hash(text: str) -> Hash:
    """The hash that the content is said to have."""
    content = parse_or_zero(text, "sha256")
    if not text:
        state.telling()
        sys.stderr.write(f"warning: found empty hash, assuming '{content.sri()}'\n")
    return content


def check_name(url: str, name: str, fetcher: str, named: bool) -> None:
    """The name has to be one of a store path."""
    problem = paths.name_problem(name)
    if problem is None:
        return
    advice = (
        f"Please change the value for the 'name' attribute passed to '{fetcher}', "
        if named
        else f"Please pass an attribute set with 'url' and 'name' attributes to '{fetcher}',  "
    )
    raise EvalError(
        Kind.VALUE,
        f"invalid store path name when fetching URL '{url}': {problem}. "
        f"{advice}so that it can create a valid store path.",
    )


def check_allowed(url: str) -> None:
    """In restricted mode: local files as they may be read, other URLs as `allowed-uris` lists them."""
    session = state.current
    if not session.settings.restricted:
        return
    for prefix in session.settings.options.get("allowed-uris", "").split():
        whole = prefix.endswith(("/", ":")) or url[len(prefix) : len(prefix) + 1] in ("", "/")
        if url.startswith(prefix) and whole:
            return
    path = url if url.startswith("/") else transport().local_path(url)
    if path is not None:
        session.files.resolve(normalise(path))
        return
    raise EvalError(Kind.RESTRICTED, f"access to URI '{url}' is forbidden in restricted mode")


def present(asked: Fetch, method: str) -> str | None:
    """The store path of what is asked for, if it is known and on disk, or in the cache."""
    if asked.expected is None:
        return None
    kept = state.current.world().cache.find("nar" if method == paths.NAR else "flat", asked.expected)
    if kept is not None:
        added: str = state.current.sources.add_fetched(kept, asked.name, method)
        return added
    path = paths.fixed_output_path(state.current.settings.store_dir, method, asked.expected, asked.name)
    return path if disk.status_or_none(path) is not None else None


def check_hash(asked: Fetch, content: Hash) -> None:
    """Raise an error if the content is not what was expected."""
    if asked.expected is not None and asked.expected != content:
        raise EvalError(
            Kind.STORE,
            f"hash mismatch in file downloaded from '{asked.url}':\n"
            f"  specified: sha256:{asked.expected.base32()}\n"
            f"  got:       sha256:{content.base32()}",
        )


def in_store(path: str) -> ContextString:
    """A store path as a string that depends on it."""
    return ContextString(path, frozenset((path,)))
