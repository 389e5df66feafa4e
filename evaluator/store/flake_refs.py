"""Flake references: text such as `github:owner/repo/ref?dir=x`, and the attributes that it stands for.

Attributes are texts, integers and booleans by name. What each scheme takes is in `_SCHEMES`; the error
texts are the reference's.
"""

from __future__ import annotations

import json
import re
from urllib.parse import quote, unquote

from evaluator.errors import EvalError, Kind
from evaluator.store import hashes

Attributes = dict[str, str | int | bool]

_HOSTS = ("github", "gitlab", "sourcehut")
_COMMIT = re.compile(r"[0-9a-fA-F]{40}")
_REF = re.compile(r"[a-zA-Z0-9@][a-zA-Z0-9_.\/@+-]*")
_ID = re.compile(r"[a-zA-Z][a-zA-Z0-9_-]*")
_HOST = re.compile(r"[a-zA-Z0-9.-]*")
_INDIRECT = re.compile(r"([a-zA-Z][a-zA-Z0-9_-]*)(?:/([a-zA-Z0-9@][a-zA-Z0-9_.\/@+-]*))?")
_URL = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):([^?#]*)(?:\?([^#]*))?")

_NUMBERS = frozenset({"lastModified", "revCount"})
_FLAGS = frozenset({"submodules", "shallow", "allRefs", "exportIgnore", "lfs", "verifyCommit", "unpack"})
_COMMON = frozenset({"type", "narHash", "lastModified", "dir"})
_SCHEMES: dict[str, frozenset[str]] = {
    "path": _COMMON | {"path", "rev", "revCount"},
    "git": _COMMON
    | {
        "url",
        "ref",
        "rev",
        "name",
        "revCount",
        "publicKey",
        "publicKeys",
        "keytype",
        "dirtyRev",
        "dirtyShortRev",
    }
    | (_FLAGS - {"unpack"}),
    "hg": _COMMON | {"url", "ref", "rev", "revCount", "name"},
    "tarball": _COMMON | {"url", "rev", "revCount", "name", "unpack"},
    "file": _COMMON | {"url", "rev", "revCount", "name", "unpack"},
    "indirect": _COMMON | {"id", "ref", "rev"},
    **{host: _COMMON | {"owner", "repo", "ref", "rev", "host", "treeHash"} for host in _HOSTS},
}
_REQUIRED = {
    "path": ("path",),
    "git": ("url",),
    "hg": ("url",),
    "tarball": ("url",),
    "file": ("url",),
    "indirect": ("id",),
    **dict.fromkeys(_HOSTS, ("owner", "repo")),
}
_IN_GIT_URL = ("dir", "ref", "rev", "shallow", "submodules", "allRefs", "exportIgnore", "lfs", "verifyCommit")


def parse(text: str) -> Attributes:
    """The attributes of a reference given as text (latin-1). Only absolute ones have a meaning alone."""
    reference, mark, fragment = text.partition("#")
    if mark:
        raise _bad(f"unexpected fragment '{fragment}' in flake reference '{text}'")
    found = _INDIRECT.fullmatch(reference)
    if found is not None:
        return _indirect(found[1], found[2] or "", "flake:" + reference)
    url = _URL.fullmatch(reference)
    attributes = _from_url(url[1], url[2], url[3] or "", reference) if url is not None else None
    if attributes is not None:
        return attributes
    if not reference.startswith("/"):
        raise _bad(f"flake reference '{text}' is not an absolute path")
    return {"type": "path", "path": reference}


def _from_url(scheme: str, rest: str, query_text: str, whole: str) -> Attributes | None:
    """The attributes of an URL; None if it is malformed, so that the text counts as a path."""
    query = _query(query_text)
    application, plus, transport = scheme.partition("+")
    if scheme in _HOSTS:
        return _hosted(scheme, rest, query)
    if scheme == "flake":
        return _indirect(*_split_indirect(rest), whole) | _taken(query, {"ref", "rev", "dir"})
    if scheme == "path":
        for name in query:
            if name not in _SCHEMES["path"]:
                raise _bad(f"path URL '{whole}' has unsupported parameter '{name}'")
        return {"type": "path", "path": unquote(rest, "latin-1"), **_typed(query)}
    if application in ("git", "hg") and (plus or application == "git"):
        names = _IN_GIT_URL if application == "git" else ("ref", "rev", "dir")
        return _repository(application, transport or scheme, rest, query, names)
    if application in ("tarball", "file") and plus:
        return _archive(application, transport, rest, query)
    if scheme in ("http", "https", "file"):
        return _archive("tarball", scheme, rest, query)
    raise _bad(f"input '{whole}' is unsupported")


def _hosted(scheme: str, rest: str, query: dict[str, str]) -> Attributes | None:
    parts = [unquote(part, "latin-1") for part in rest.split("/")]
    if len(parts) < 2 or not all(parts):
        return None
    attributes: Attributes = {"type": scheme, "owner": parts[0], "repo": parts[1]}
    named = "/".join(parts[2:])
    if named:
        attributes["rev" if _COMMIT.fullmatch(named) else "ref"] = named
    for name in ("ref", "rev"):
        if name in query:
            if "ref" in attributes or "rev" in attributes:
                return None
            attributes[name] = query[name]
    if not _HOST.fullmatch(query.get("host", "")):
        return None
    if "rev" in attributes:
        hashes.parse(str(attributes["rev"]), "sha1")
    return attributes | _taken(query, {"host", "dir", "narHash"})


def _split_indirect(rest: str) -> tuple[str, str]:
    name, _, more = rest.partition("/")
    return name, more


def _indirect(name: str, more: str, whole: str) -> Attributes:
    attributes: Attributes = {"type": "indirect", "id": name}
    ref, _, rev = more.rpartition("/")
    if not ref:
        if more:
            attributes["rev" if _COMMIT.fullmatch(more) else "ref"] = unquote(more, "latin-1")
        return attributes
    if not _COMMIT.fullmatch(rev):
        raise _bad(f"in flake URL '{whole}', '{rev}' is not a commit hash")
    return attributes | {"ref": unquote(ref, "latin-1"), "rev": rev}


def _repository(
    scheme: str, transport: str, rest: str, query: dict[str, str], names: tuple[str, ...]
) -> Attributes:
    left = {name: value for name, value in query.items() if name not in names}
    attributes: Attributes = {"type": scheme, "url": f"{transport}:{rest}{_query_text(left)}"}
    return attributes | _typed({name: value for name, value in query.items() if name in names})


def _archive(scheme: str, transport: str, rest: str, query: dict[str, str]) -> Attributes:
    names = _SCHEMES[scheme] - {"type", "url", "name", "unpack"}
    left = {name: value for name, value in query.items() if name not in names}
    attributes: Attributes = {"type": scheme, "url": f"{transport}:{rest}{_query_text(left)}"}
    return attributes | _typed({name: value for name, value in query.items() if name in names})


def _query(text: str) -> dict[str, str]:
    pairs = [pair.partition("=")[::2] for pair in text.split("&") if "=" in pair]
    return {unquote(name, "latin-1"): unquote(value, "latin-1") for name, value in pairs}


def _taken(query: dict[str, str], names: set[str]) -> Attributes:
    return {name: value for name, value in query.items() if name in names}


def _typed(query: dict[str, str]) -> Attributes:
    return {name: _value(name, text) for name, text in query.items()}


def _value(name: str, text: str) -> str | int | bool:
    if name in _NUMBERS and text.isdigit():
        return int(text)
    return text == "1" if name in _FLAGS else text


# ---------------------------------------------------------------- attributes to text


def show(attributes: Attributes) -> str:
    """The text of a reference given by attributes; the exact opposite of `parse` where both are defined."""
    scheme = attributes.get("type")
    if scheme is None:
        raise _bad("'type' attribute to specify input scheme is required but not provided")
    if not isinstance(scheme, str):
        raise _bad(f"input attribute 'type' is not a string {_json(attributes)}")
    if scheme not in _SCHEMES:
        raise _bad(f"cannot show unsupported input '{_json(attributes)}'")
    _check(scheme, attributes)
    text = {name: str(value) for name, value in attributes.items()}
    directory = {"dir": text["dir"]} if "dir" in text else {}
    if scheme in _HOSTS:
        shown = f"{scheme}:{_quoted(text['owner'])}/{_quoted(text['repo'])}"
        named = text.get("rev") or text.get("ref")
        query = {name: text[name] for name in ("host", "narHash") if name in text} | directory
        return shown + (f"/{_quoted(named)}" if named else "") + _query_text(query)
    if scheme == "indirect":
        more = "".join(f"/{_quoted(text[name])}" for name in ("ref", "rev") if name in text)
        return f"flake:{text['id']}{more}{_query_text(directory)}"
    if scheme == "path":
        query = {name: value for name, value in text.items() if name not in ("type", "path")}
        return f"path:{quote(text['path'].encode('latin-1'), safe='/:@~')}{_query_text(query)}"
    if scheme in ("git", "hg"):
        return _show_repository(scheme, attributes)
    query = {"narHash": text["narHash"]} if "narHash" in text else {}
    return text["url"] + _query_text(query | directory, text["url"])


def _show_repository(scheme: str, attributes: Attributes) -> str:
    url = str(attributes["url"])
    if ":" not in url.partition("/")[0]:
        if scheme == "hg":
            raise _bad(f"'{url}' doesn't have a scheme")
        url = f"file://{url}" if url.startswith("/") else f"file:{url}"
    names = _IN_GIT_URL if scheme == "git" else ("dir", "ref", "rev")
    query = {
        name: "1" if attributes[name] is True else str(attributes[name])
        for name in names
        if name in attributes and attributes[name] is not False
    }
    return f"{scheme}+{url}{_query_text(query, url)}"


def _check(scheme: str, attributes: Attributes) -> None:
    for name, value in sorted(attributes.items()):
        if name not in _SCHEMES[scheme]:
            raise _bad(f"input attribute '{name}' not supported by scheme '{scheme}'")
        if not isinstance(value, str) and name not in _NUMBERS | _FLAGS:
            raise _bad(f"input attribute '{name}' is not a string {_json(attributes)}")
    for name in _REQUIRED[scheme]:
        if name not in attributes:
            raise _bad(f"input attribute '{name}' is missing")
    if scheme == "indirect" and not _ID.fullmatch(str(attributes["id"])):
        raise _bad(f"'{attributes['id']}' is not a valid flake ID")
    if scheme != "path" and "narHash" in attributes:
        hashes.parse(str(attributes["narHash"]))
    rev, ref = attributes.get("rev"), attributes.get("ref")
    if scheme not in _HOSTS:
        if scheme == "git" and rev is not None:
            hashes.parse(str(rev), "sha1")
        return
    if rev is not None and ref is not None:
        raise _bad(
            f"input {_json(attributes)} contains both a commit hash ('{rev}') and a branch/tag name ('{ref}')"
        )
    if rev is not None:
        hashes.parse(str(rev), "sha1")
    if ref is not None and not _REF.fullmatch(str(ref)):
        raise _bad(f"input {_json(attributes)} contains an invalid branch/tag name")


def _quoted(text: str) -> str:
    """A part of a path: slashes are escaped too."""
    return quote(text.encode("latin-1"), safe=":@~")


def _query_text(query: dict[str, str], url: str = "") -> str:
    """Parameters behind an URL that may have some already."""
    if not query:
        return ""
    shown = [
        f"{name}={quote(value.encode('latin-1'), safe='/:@?~')}" for name, value in sorted(query.items())
    ]
    return ("&" if "?" in url else "?") + "&".join(shown)


def _json(attributes: Attributes) -> str:
    return json.dumps(attributes, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _bad(message: str) -> EvalError:
    return EvalError(Kind.VALUE, message)
