"""Flake references: between their text (`github:owner/repo?dir=x`) and the attributes they stand for.

Attributes map names to strings, integers and booleans; `type` names the scheme. What each scheme takes
and how it is written follows the manual's page on flake references, and reference Nix where that is silent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote, unquote

from evaluator.errors import EvalError, Kind
from evaluator.store import hashes

Attributes = dict[str, "str | int | bool"]

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_IDENTIFIER = re.compile(r"[a-zA-Z][a-zA-Z0-9_-]*")
_SHORT = re.compile(r"[a-zA-Z][a-zA-Z0-9_-]*(?:/[a-zA-Z0-9@][a-zA-Z0-9_.@-]*)*")
_URL = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?")
_SWITCHES = ("allRefs", "exportIgnore", "lfs", "shallow", "submodules", "verifyCommit")
_COUNTS = ("lastModified", "revCount")
_KEYS = ("keytype", "publicKey", "publicKeys")
_SAFE = "~:@"


class Url(NamedTuple):
    """An URL in parts. `authority` is None without `//`; `path` is as written; `query` is decoded."""

    scheme: str
    authority: str | None
    path: str
    query: dict[str, str]

    def text(self) -> str:
        """The URL with its query in order of names."""
        authority = "" if self.authority is None else f"//{self.authority}"
        return f"{self.scheme}:{authority}{self.path}{query_text(self.query)}"


class NotThisFormError(Exception):
    """Not an URL of its scheme; it may still be a path."""


# ---------------------------------------------------------------- from text


def parse(text: str) -> Attributes:
    """The attributes of a reference. Raises EvalError for a relative path, a fragment, an unknown scheme."""
    whole, _, fragment = text.partition("#")
    attributes = _parse(whole, text)
    if fragment:
        raise _bad(f"unexpected fragment '{unquote(fragment)}' in flake reference '{text}'")
    return attributes


def _parse(text: str, shown: str) -> Attributes:
    if _SHORT.fullmatch(text):
        try:
            return _indirect(Url("flake", None, text, {}))
        except NotThisFormError as error:
            raise _bad(str(error)) from None
    url = split_url(text)
    if url is not None:
        try:
            return _from_url(url, text)
        except NotThisFormError:
            pass
    if not text.startswith("/"):
        raise _bad(f"flake reference '{shown}' is not an absolute path")
    path, _, query = text.partition("?")
    return _path(Url("path", None, path, parse_query(query)))


def split_url(text: str) -> Url | None:
    """An URL in parts, or None if the text has no scheme or holds what must be escaped."""
    found = _URL.fullmatch(text)
    if found is None or " " in text:
        return None
    return Url(found[1], found[2], found[3], parse_query(found[4] or ""))


def parse_query(text: str) -> dict[str, str]:
    """The parameters of a query, decoded; those without a value are left out."""
    pairs = (item.partition("=") for item in text.split("&"))
    return {unquote(name, "latin-1"): unquote(value, "latin-1") for name, equals, value in pairs if equals}


def _from_url(url: Url, text: str) -> Attributes:
    read = _READERS.get(url.scheme)
    if read is None:
        raise _bad(f"input '{text}' is unsupported")
    folder = url.query.pop("dir", "")
    attributes = read(url)
    if folder:
        attributes["dir"] = folder
    return attributes


def _segments(url: Url) -> list[str]:
    return [unquote(part, "latin-1") for part in url.path.split("/") if part]


def _indirect(url: Url) -> Attributes:
    parts = _segments(url)
    if not parts or not _IDENTIFIER.fullmatch(parts[0]):
        raise NotThisFormError(f"'{url.path}' is not a valid flake identifier")
    attributes: Attributes = {"type": "indirect", "id": parts[0]}
    if len(parts) > 3:
        raise NotThisFormError(f"GitHub URL '{url.text()}' is invalid")
    if len(parts) == 3:
        if not _COMMIT.fullmatch(parts[2]):
            raise NotThisFormError(f"in flake URL '{url.text()}', '{parts[2]}' is not a commit hash")
        attributes["ref"] = parts[1]
        attributes["rev"] = parts[2]
    elif len(parts) == 2:
        attributes["rev" if _COMMIT.fullmatch(parts[1]) else "ref"] = parts[1]
    return attributes


def _forge(url: Url) -> Attributes:
    parts = _segments(url)
    if len(parts) < 2:
        raise NotThisFormError
    attributes: Attributes = {"type": url.scheme, "owner": parts[0], "repo": parts[1]}
    tail = "/".join(parts[2:])
    if tail:
        attributes["rev" if _COMMIT.fullmatch(tail) else "ref"] = tail
    for name in ("ref", "rev"):
        if name in url.query:
            if tail:
                raise NotThisFormError
            attributes[name] = url.query[name]
    if "ref" in attributes and "rev" in attributes:
        raise NotThisFormError
    _check_commit(attributes)
    attributes.update({name: url.query[name] for name in ("host", "narHash") if name in url.query})
    return attributes


def _path(url: Url) -> Attributes:
    if url.authority:
        raise _bad(f"path URL '{url.text()}' should not have an authority ('{url.authority}')")
    attributes: Attributes = {"type": "path", "path": unquote(url.path, "latin-1")}
    for name, value in url.query.items():
        if name in _COUNTS and value.isdigit():
            attributes[name] = int(value)
        elif name in ("rev", "narHash", "dir"):
            attributes[name] = value
        else:
            raise _bad(f"path URL '{url.text()}' has unsupported parameter '{name}'")
    return attributes


def _archive(url: Url) -> Attributes:
    kind, plus, scheme = url.scheme.rpartition("+")
    query = dict(url.query)
    attributes: Attributes = {"type": kind if plus else "tarball"}
    for name in ("narHash", "rev"):
        if name in query:
            attributes[name] = query.pop(name)
    for name in _COUNTS:
        if query.get(name, "").isdigit():
            attributes[name] = int(query.pop(name))
    attributes["url"] = url._replace(scheme=scheme, query=query).text()
    return attributes


def _git(url: Url) -> Attributes:
    query = dict(url.query)
    attributes: Attributes = {"type": "git"}
    for name in ("ref", "rev", *_KEYS):
        if name in query:
            attributes[name] = query.pop(name)
    for name in _SWITCHES:
        if name in query:
            attributes[name] = query.pop(name) == "1"
    attributes["url"] = url._replace(scheme=url.scheme.removeprefix("git+"), query=query).text()
    return attributes


def _mercurial(url: Url) -> Attributes:
    query = dict(url.query)
    attributes: Attributes = {"type": "hg"}
    for name in ("ref", "rev"):
        if name in query:
            attributes[name] = query.pop(name)
    attributes["url"] = url._replace(scheme=url.scheme.removeprefix("hg+"), query=query).text()
    return attributes


_READERS: dict[str, Callable[[Url], Attributes]] = {
    "flake": _indirect,
    "path": _path,
    "git": _git,
    **dict.fromkeys(("github", "gitlab", "sourcehut"), _forge),
    **dict.fromkeys(("http", "https", "file"), _archive),
    **dict.fromkeys((f"tarball+{to}" for to in ("http", "https", "file")), _archive),
    **dict.fromkeys((f"file+{to}" for to in ("http", "https", "file")), _archive),
    **dict.fromkeys((f"git+{to}" for to in ("http", "https", "ssh", "file")), _git),
    **dict.fromkeys((f"hg+{to}" for to in ("http", "https", "ssh", "file")), _mercurial),
}


# ---------------------------------------------------------------- to text


_FORGE = frozenset(["owner", "repo", "ref", "rev", "narHash", "lastModified", "host", "treeHash"])
_ARCHIVE = frozenset(["url", "narHash", "name", "unpack", "rev", "revCount", "lastModified"])
_SUPPORTED: dict[str, frozenset[str]] = {
    "indirect": frozenset(("id", "ref", "rev", "narHash")),
    "path": frozenset(("path", "rev", "revCount", "lastModified", "narHash")),
    "github": _FORGE,
    "gitlab": _FORGE,
    "sourcehut": _FORGE,
    "tarball": _ARCHIVE,
    "file": _ARCHIVE,
    "git": frozenset(
        ("url", "ref", "rev", "narHash", "name", "dirtyRev", "dirtyShortRev", *_COUNTS, *_SWITCHES, *_KEYS)
    ),
    "hg": frozenset(("url", "ref", "rev", "revCount", "narHash", "name")),
}
"""Type -> the attributes it takes besides `type` and `dir`."""


def show(attributes: Attributes) -> str:
    """The text of a reference. Raises EvalError for attributes that make none."""
    folder = ""
    if "dir" in attributes:
        folder = _text(attributes, "dir")
    url = show_input({name: value for name, value in attributes.items() if name != "dir"})
    return url._replace(query={**url.query, "dir": folder}).text() if folder else url.text()


def show_input(attributes: Attributes) -> Url:
    """The same without a `dir`, as an URL in parts."""
    if "type" not in attributes:
        raise _bad("'type' attribute to specify input scheme is required but not provided")
    kind = _text(attributes, "type")
    if kind not in _SUPPORTED:
        raise _bad(f"cannot show unsupported input '{_json(attributes)}'")
    for name in sorted(attributes):
        if name != "type" and name not in _SUPPORTED[kind]:
            raise _bad(f"input attribute '{name}' not supported by scheme '{kind}'")
    return _WRITERS[kind](attributes)


def _text(attributes: Attributes, name: str) -> str:
    if name not in attributes:
        raise _bad(f"input attribute '{name}' is missing")
    value = attributes[name]
    if not isinstance(value, str):
        raise _bad(f"input attribute '{name}' is not a string {_json(attributes)}")
    return value


def _taken(attributes: Attributes, *names: str) -> dict[str, str]:
    return {name: _text(attributes, name) for name in names if name in attributes}


def _show_indirect(attributes: Attributes) -> Url:
    parts = [_text(attributes, "id"), *_taken(attributes, "ref", "rev").values()]
    _check_commit(attributes)
    return Url("flake", None, "/".join(map(_quoted, parts)), _taken(attributes, "narHash"))


def _show_forge(attributes: Attributes) -> Url:
    parts = [_text(attributes, "owner"), _text(attributes, "repo")]
    tail = _taken(attributes, "ref", "rev")
    _check_commit(attributes)
    if len(tail) == 2:
        raise _bad(
            f"input {_json(attributes)} contains both a commit hash ('{tail['rev']}')"
            f" and a branch/tag name ('{tail['ref']}')"
        )
    path = "/".join(map(_quoted, [*parts, *tail.values()]))
    return Url(_text(attributes, "type"), None, path, _taken(attributes, "host", "narHash"))


def _show_path(attributes: Attributes) -> Url:
    query = {name: str(value) for name, value in attributes.items() if name not in ("type", "path")}
    return Url("path", None, _quoted_path(_text(attributes, "path")), query)


def _show_archive(attributes: Attributes) -> Url:
    url = _url_of(attributes)
    return url._replace(query={**url.query, **_taken(attributes, "narHash")})


def _show_git(attributes: Attributes) -> Url:
    url = _url_of(attributes)
    _check_commit(attributes)
    query = {**url.query, **_taken(attributes, "ref", "rev", *_KEYS)}
    query.update({name: "1" for name in _SWITCHES if attributes.get(name) is True})
    return url._replace(scheme=url.scheme if url.scheme == "git" else f"git+{url.scheme}", query=query)


def _show_mercurial(attributes: Attributes) -> Url:
    url = _url_of(attributes)
    return url._replace(scheme=f"hg+{url.scheme}", query={**url.query, **_taken(attributes, "ref", "rev")})


def _url_of(attributes: Attributes) -> Url:
    """The URL that an input has as attribute; a local path is a `file:` URL."""
    text = _text(attributes, "url")
    if text.startswith("/"):
        return Url("file", "", _quoted_path(text), {})
    url = split_url(text)
    if url is not None:
        return url
    if attributes["type"] in ("git", "hg"):
        return Url("file", None, _quoted_path(text), {})
    raise _bad(f"'{text}' doesn't have a scheme")


_WRITERS: dict[str, Callable[[Attributes], Url]] = {
    "indirect": _show_indirect,
    "path": _show_path,
    "git": _show_git,
    "hg": _show_mercurial,
    **dict.fromkeys(("github", "gitlab", "sourcehut"), _show_forge),
    **dict.fromkeys(("tarball", "file"), _show_archive),
}


def _quoted(part: str) -> str:
    return quote(part, _SAFE, "latin-1")


def _quoted_path(path: str) -> str:
    return quote(path, "/" + _SAFE, "latin-1")


def query_text(query: dict[str, str]) -> str:
    """A query in order of names, with its question mark; empty if there is none."""
    if not query:
        return ""
    pairs = [(quote(name, "", "latin-1"), quote(query[name], "/~:@", "latin-1")) for name in sorted(query)]
    return "?" + "&".join(f"{name}={value}" for name, value in pairs)


def _check_commit(attributes: Attributes) -> None:
    """Raise EvalError unless `rev`, if there, can be a commit."""
    rev = attributes.get("rev")
    if isinstance(rev, str) and not _COMMIT.fullmatch(rev):
        hashes.parse(rev, "sha1")


def _json(attributes: Attributes) -> str:
    return json.dumps(attributes, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _bad(message: str) -> EvalError:
    return EvalError(Kind.VALUE, message)
