"""Builtins that fetch trees: inputs of flakes, commits, store paths.

Arguments, references, and the rules of pure and restricted mode are dealt with here; what fetches is
`store.fetching`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from evaluator.builtins.arguments import as_attrs, as_bool, as_plain_string
from evaluator.builtins.fetchers import check_allowed, in_store
from evaluator.builtins.flakes import need_feature, references
from evaluator.builtins.locations import checked, coerce_to_path, context_of, place_of, with_note
from evaluator.builtins.registry import builtin
from evaluator.errors import EvalError, Kind
from evaluator.store import paths
from evaluator.values import AttrSet, ContextString, Path
from evaluator.vm import describe, state, symbols
from evaluator.vm.coercion import coerce, text_of
from evaluator.vm.forcing import force

if TYPE_CHECKING:
    from evaluator.store.flake_references import Attributes


@builtin("fetchGit", 1)
def fetch_git(v: Any) -> Any:
    """A commit of a Git repository."""
    v = force(v)
    attributes: Attributes = {"type": "git"}
    name = "source"
    if type(v) is AttrSet:
        if "type" in v.d:
            raise EvalError(Kind.VALUE, "unexpected argument 'type'")
        attributes.update(input_attributes(v, "fetchGit"))
        name = str(attributes.pop("name", name))
    else:
        attributes["url"] = coerced(v, "fetchGit")
    attributes.setdefault("exportIgnore", True)
    return fetch("fetchGit", attributes, name)


@builtin("fetchTree", 1)
def fetch_tree(v: Any) -> Any:
    """A tree from anywhere: a set with `type`, or a flake reference."""
    v = force(v)
    flakes = "flakes" in state.current.settings.features
    if type(v) is not AttrSet:
        text = coerced(v, "fetchTree")
        if not flakes:
            message = "passing a string argument to 'fetchTree' requires the 'flakes' experimental feature"
            raise EvalError(Kind.VALUE, message)
        if text.startswith("/"):
            raise EvalError(Kind.VALUE, f"'{text}' doesn't have a scheme")
        return fetch("fetchTree", references().parse(text))
    if "type" not in v.d:
        raise EvalError(Kind.VALUE, "argument 'type' is missing in call to 'fetchTree'")
    kind = checked(v, "type", as_plain_string, "while evaluating the `type` argument passed to 'fetchTree'")
    attributes: Attributes = {"type": kind, **input_attributes(v, "fetchTree")}
    if "name" in attributes:
        message = "argument 'name' isn\u2019t supported in call to 'fetchTree'"
        raise EvalError(Kind.VALUE, message.encode().decode("latin-1"))
    if kind == "git":
        attributes.setdefault("shallow", True)
    return fetch("fetchTree", attributes)


def coerced(v: Any, fetcher: str) -> str:
    """An argument that is not a set, as text."""
    with with_note(f"while evaluating the first argument passed to '{fetcher}'"):
        text: str = text_of(coerce(v, False, False))
    return text


def input_attributes(attrs: AttrSet, fetcher: str) -> Attributes:
    """The argument of a fetcher as attributes of an input, without the type."""
    found: Attributes = {}
    for name, value in attrs.d.items():
        if name == "type":
            continue
        value = force(value)
        if type(value) is Path:
            found[name] = value.path
        elif type(value) in (str, ContextString):
            found[name] = text_of(value)
        elif type(value) is int and value < 0:
            raise EvalError(Kind.VALUE, f"negative value given for '{fetcher}' argument '{name}': {value}")
        elif type(value) in (bool, int):
            found[name] = value
        else:
            what = describe.with_article(value)
            raise EvalError(
                Kind.VALUE,
                f"argument '{name}' to '{fetcher}' is {what} while a string, Boolean or integer is expected",
            )
    return found


def fetch(fetcher: str, attributes: Attributes, name: str = "source") -> AttrSet:
    """The tree that an input stands for, and what is known about it."""
    need_feature(attributes)
    shown = references().show_input(attributes)
    url = shown.text()
    settings = state.current.settings
    locked = "narHash" in attributes or (attributes["type"] == "git" and "rev" in attributes)
    if settings.pure and not locked:
        raise EvalError(Kind.RESTRICTED, f"in pure evaluation mode, '{fetcher}' doesn't fetch unlocked input '{url}'")
    check_allowed(url)
    return shown_input(fetched(attributes, url), name, fallback=fetcher == "fetchGit")


def fetched(attributes: Attributes, url: str) -> Any:
    """The content of an input that may be fetched; see `store.fetching.inputs`."""
    # What it needs takes long to load, and few programs fetch.
    from evaluator.store.fetching import inputs

    with with_note(f"while fetching the input '{url}'"):
        try:
            check_too = attributes["type"] in inputs.CHECKED_EARLY
            found = inputs.fetch(attributes, state.current.world(), check_too=check_too)
        except OSError as error:
            # A full disk, a cache that is not ours.
            where = "" if error.filename is None else f" at '{os.fsdecode(error.filename)}'"
            raise EvalError(Kind.FILE, f"cannot keep what is fetched{where}: {error.strerror}") from None
    inputs.check(attributes, found)
    return found


def add_tree(path: str, name: str) -> str:
    """The store path of a fetched tree, under which it can be read from now on."""
    session = state.current
    made: str = session.sources.add_fetched(path, name, paths.NAR)
    session.realiser.make_readable(made)
    session.files.access.allow(made)
    return made


def shown_input(found: Any, name: str = "source", fallback: bool = False) -> AttrSet:
    """What a program sees of a fetched tree. With `fallback`, a working tree with changes has a revision of
    zeros."""
    locked: Attributes = found.locked
    made = add_tree(found.path, name)
    shown: dict[str, Any] = {"narHash": found.nar_hash.sri(), "outPath": in_store(made)}
    git = locked["type"] == "git"
    if git:
        shown["submodules"] = locked.get("submodules") is True
    if git and fallback and "rev" not in locked:
        locked = {**locked, "rev": "0" * 40}
    if git and fallback:
        locked = {"revCount": 0, **locked}
    for attribute in ("rev", "revCount", "dirtyRev", "dirtyShortRev", "lastModified"):
        if attribute in locked and not (attribute == "lastModified" and locked["type"] == "file"):
            shown[attribute] = locked[attribute]
    if "rev" in locked:
        shown["shortRev"] = str(locked["rev"])[:7]
    if "lastModified" in shown:
        shown["lastModifiedDate"] = time.strftime("%Y%m%d%H%M%S", time.gmtime(int(shown["lastModified"])))
    return AttrSet(shown)


# ---------------------------------------------------------------- other fetchers


@builtin("fetchMercurial", 1)
def fetch_mercurial(v: Any) -> Any:
    """A commit of a Mercurial repository."""
    v = force(v)
    url = None
    rev, tree_name = "", "source"
    if type(v) is AttrSet:
        for name in symbols.order(v.d):
            note = f"while evaluating the `{name}` attribute passed to builtins.fetchMercurial"
            if name == "url":
                url = checked(v, name, lambda value: text_of(coerce(value, False, False)), note)
            elif name in ("rev", "name"):
                text = checked(v, name, as_plain_string, note)
                rev = text if name == "rev" else rev
                tree_name = text if name == "name" else tree_name
            else:
                message = f"unsupported argument '{name}' to 'fetchMercurial'"
                raise EvalError(Kind.VALUE, message, place_of(v, name))
        if not url:
            raise EvalError(Kind.VALUE, "'url' argument required")
    else:
        with with_note("while evaluating the first argument passed to builtins.fetchMercurial"):
            url = text_of(coerce(v, False, False))
    check_allowed(url)
    if state.current.settings.pure and not rev:
        message = "in pure evaluation mode, 'fetchMercurial' requires a Mercurial revision"
        raise EvalError(Kind.RESTRICTED, message)
    return mercurial(url, rev, tree_name)


def mercurial(url: str, rev: str, name: str) -> AttrSet:
    """The tree of a Mercurial repository. `rev` is a commit, or a branch or tag."""
    attributes: Attributes = {"type": "hg", "url": f"file://{url}" if url.startswith("/") else url}
    if rev:
        attributes["rev" if len(rev) == 40 and not rev.strip("0123456789abcdef") else "ref"] = rev
    found = fetched(attributes, references().show_input(attributes).text())
    locked: Attributes = found.locked
    made = add_tree(found.path, name)
    node = str(locked.get("rev", "0" * 40))
    shown = {"outPath": in_store(made), "branch": locked["ref"], "rev": node, "shortRev": node[:12]}
    return AttrSet({**shown, "revCount": locked["revCount"]} if "revCount" in locked else shown)


@builtin("fetchClosure", 1)
def fetch_closure(v: Any) -> Any:
    """A store path from a binary cache."""
    attrs = as_attrs(v, "while evaluating the argument passed to builtins.fetchClosure")
    found: dict[str, Any] = {}
    for name in attrs.d:
        if name not in _CLOSURE_ARGUMENTS:
            raise EvalError(Kind.VALUE, f"attribute '{name}' isn't supported in call to 'fetchClosure'")
        note = f"while evaluating the attribute '{name}' passed to builtins.fetchClosure"
        found[name] = checked(attrs, name, _CLOSURE_ARGUMENTS[name], note)
    for name in ("fromPath", "fromStore"):
        if name not in found:
            raise EvalError(Kind.VALUE, f"attribute '{name}' is missing in call to 'fetchClosure'")
    if found.get("inputAddressed") and "toPath" in found:
        raise EvalError(
            Kind.VALUE,
            "attribute 'inputAddressed' is set to true, but 'toPath' is also set. Please remove one of them",
        )
    if not found["fromStore"].startswith(("http://", "https://")):
        raise EvalError(Kind.VALUE, "'fetchClosure' only supports http:// and https:// stores")
    from evaluator.builtins.closures import fetch

    return in_store(
        fetch(found["fromStore"], found["fromPath"], found.get("toPath"), found.get("inputAddressed", False))
    )


def closure_path(v: Any) -> str:
    """A path in the store."""
    path, _ = coerce_to_path(v)
    whole, _ = paths.split_path(state.current.settings.store_dir, path)
    return whole


def closure_target(v: Any) -> str:
    """The path that is wanted; empty if only its name is asked for."""
    string = coerce(v, False, False)
    return closure_path(v) if text_of(string) or context_of(string) else ""


_CLOSURE_ARGUMENTS: dict[str, Callable[[Any], Any]] = {
    "fromPath": closure_path,
    "toPath": closure_target,
    "fromStore": as_plain_string,
    "inputAddressed": as_bool,
}
"""Name -> how the attribute is read."""
