"""GitHub, GitLab and SourceHut, played by a server on the loopback: archives, and Git's own protocol."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.command import Ran, nixray
from tests.fetching.servers import Server, certificate, content, serving
from tests.fetching.test_files import archive
from tests.fetching.test_git import environment

MAIN, TAG, OLD = "1" * 40, "2" * 40, "3" * 40
REFS = f"{MAIN}\trefs/heads/main\n{OLD}\trefs/heads/old\n{'4' * 40}\trefs/tags/v1\n{TAG}\trefs/tags/v1^{{}}\n"


def answers(repository: str, path: str) -> dict[str, object]:
    """What a forge answers for one repository."""
    pages: dict[str, object] = {
        f"{repository}/info/refs?service=git-upload-pack": content(REFS.encode()),
        f"{repository}/HEAD": content(b"ref: refs/heads/main\n"),
    }
    for rev in (MAIN, TAG, OLD):
        pages[path.format(rev)] = content(archive(**{"flake.nix": "{ outputs = _: { x = 1; }; }", "rev": rev}))
    return pages


FORGES = {
    "github": answers("/owner/repo.git", "/owner/repo/archive/{}.tar.gz"),
    "gitlab": answers("/group/owner/repo.git", "/group/owner/repo/-/archive/{0}/repo-{0}.tar.gz"),
    "sourcehut": answers("/~owner/repo", "/~owner/repo/archive/{}.tar.gz"),
}
OWNERS = {"github": "owner", "gitlab": "group%2Fowner", "sourcehut": "~owner"}


def fetched(room: Path, server: Server, pem: Path, kind: str, more: str, *words: str) -> Ran:
    """What `fetchTree` says of the repository, and a file of it."""
    host = server.url.removeprefix("https://")
    expression = f"""
      let
        x = builtins.fetchTree {{
          type = "{kind}"; owner = "{OWNERS[kind]}"; repo = "repo"; host = "{host}"; {more}
        }};
      in {{ inherit (x) rev shortRev lastModified narHash; file = builtins.readFile "${{x}}/rev"; }}"""
    env = {**environment(room), "NIX_SSL_CERT_FILE": str(pem)}
    return nixray("eval", "--json", "--strict", *words, "-E", expression, **env)


@pytest.mark.parametrize("kind", FORGES)
def test_forges(kind: str, tmp_path: Path) -> None:
    """A branch, a tag, a commit, or none of them; nobody asks an interface that counts requests."""
    pem = certificate(tmp_path)
    with serving(FORGES[kind], pem) as server:  # type: ignore[arg-type]  # answers they are
        for more, rev in (("", MAIN), ('ref = "old";', OLD), ('ref = "v1";', TAG), (f'rev = "{TAG}";', TAG)):
            ran = fetched(tmp_path, server, pem, kind, more)
            assert ran.status == 0, ran.err
            row = json.loads(ran.out)
            assert (row["rev"], row["shortRev"], row["file"]) == (rev, rev[:7], rev)
            assert row["lastModified"] == 1_600_000_000
        asked = len(server.asked)
        locked = f'rev = "{TAG}"; narHash = "{row["narHash"]}"; lastModified = 1600000000;'
        assert fetched(tmp_path, server, pem, kind, locked, "--pure-eval").status == 0
        assert len(server.asked) == asked
        ran = fetched(tmp_path, server, pem, kind, 'ref = "none";')
        assert ran.status == 1 and "has no branch or tag 'none'" in ran.err
        assert not [path for path, _ in server.asked if re.search("api|/v[34]/", path)]
