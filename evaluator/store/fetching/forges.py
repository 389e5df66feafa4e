"""GitHub, GitLab and SourceHut through what every visitor sees: their archives, and Git's own protocol for
finding out which commit a branch is at. None of their rate-limited interfaces is asked."""

from __future__ import annotations

import re
from urllib.parse import quote

from evaluator.errors import EvalError, Kind
from evaluator.store.fetching.git import git
from evaluator.store.fetching.world import World
from evaluator.store.flake_references import Attributes

_HOSTS = {"github": "github.com", "gitlab": "gitlab.com", "sourcehut": "git.sr.ht"}


def repository_url(attributes: Attributes) -> str:
    """Where the repository can be cloned from."""
    kind = str(attributes["type"])
    host = str(attributes.get("host", _HOSTS[kind]))
    owner, repo = quote(str(attributes["owner"]), "~%"), quote(str(attributes["repo"]))
    owner = owner.replace("%2F", "/") if kind == "gitlab" else owner
    return f"https://{host}/{owner}/{repo}" + ("" if kind == "sourcehut" else ".git")


def archive_url(attributes: Attributes, rev: str) -> str:
    """Where the archive of a commit is."""
    base = repository_url(attributes).removesuffix(".git")
    if attributes["type"] == "gitlab":
        return f"{base}/-/archive/{rev}/{quote(str(attributes['repo']))}-{rev}.tar.gz"
    return f"{base}/archive/{rev}.tar.gz"


def commit(attributes: Attributes, world: World) -> str:
    """The commit that an input means now: its own, or that of its branch or tag, or of the default branch."""
    if "rev" in attributes:
        return str(attributes["rev"])
    url, ref = repository_url(attributes), str(attributes.get("ref", "HEAD"))
    question = ("forge", url, ref)
    with world.cache.lock(*question):
        known = world.cache.answer(*question)
        if known is not None and world.fresh(known.time):
            return str(known.facts["rev"])
        failure = f"cannot find out the commit of '{url}'"
        said = git(world, "", "ls-remote", "--", url, failure=failure).decode("latin-1")
        lines = re.findall(r"^([0-9a-f]{40,64})\t(\S+)$", said, re.MULTILINE)
        refs: dict[str, str] = {name: rev for rev, name in lines}
        for name in (ref, f"refs/heads/{ref}", f"refs/tags/{ref}^{{}}", f"refs/tags/{ref}"):
            if name in refs:
                world.cache.remember("", {"rev": refs[name]}, *question)
                return refs[name]
    raise EvalError(Kind.FILE, f"'{url}' has no branch or tag '{ref}'")
