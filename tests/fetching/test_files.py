"""Files and archives from servers that behave, and from servers that do not."""

from __future__ import annotations

import io
import random
import re
import subprocess
import tarfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from evaluator.errors import EvalError, Interrupted
from evaluator.store.fetching.cache import Cache
from evaluator.store.fetching.files import fetch_archive, fetch_file
from evaluator.store.fetching.transport import Rules
from evaluator.store.fetching.world import World
from tests.cli.command import environment, nixray, words
from tests.fetching.repositories import repository
from tests.fetching.servers import certificate, content, first, serving, stalling, status, truncated


@pytest.fixture
def said() -> list[str]:
    """What was told on the way."""
    return []


@pytest.fixture
def world(tmp_path: Path, said: list[str]) -> World:
    """A cache of its own, and little patience."""
    rules = Rules(attempts=3, connect=2, stalled=0.3, pause=0.01, limit=1 << 20, say=said.append)
    return World(Cache(str(tmp_path / "cache")), rules)


def archive(**files: str) -> bytes:
    """A compressed tar archive with one folder."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as tar:
        for name, text in files.items():
            info = tarfile.TarInfo(f"top/{name}")
            info.size, info.mtime = len(text), 1_600_000_000
            tar.addfile(info, io.BytesIO(text.encode()))
    return made.getvalue()


def test_local_files(tmp_path: Path, world: World) -> None:
    """`file://` is read in place, with escapes; what is missing or no URL is a clear error."""
    (tmp_path / "a b").write_text("x")
    assert fetch_file(f"file://{tmp_path}/a%20b", world) == f"{tmp_path}/a b"
    with pytest.raises(EvalError, match=r"unable to download 'file:.*Could not open file .*/c"):
        fetch_file(f"file://{tmp_path}/c", world)
    with pytest.raises(EvalError, match="URL 'a/b' doesn't have a scheme"):
        fetch_file("a/b", world)
    with pytest.raises(EvalError, match="unable to download 'gopher:x': Unsupported protocol"):
        fetch_file("gopher:x", world)


def test_cache_and_lifetime(world: World) -> None:
    """What is fresh is not asked for again; after its time the server may say that nothing changed."""
    with serving({"/f": content(b"data", ETag='"1"')}) as server:
        path = fetch_file(f"{server.url}/f", world)
        assert Path(path).read_bytes() == b"data"
        assert fetch_file(f"{server.url}/f", world) == path
        assert len(server.asked) == 1
        assert fetch_file(f"{server.url}/f", world._replace(lifetime=0)) == path
        assert server.asked[1][1]["If-None-Match"] == '"1"'


def test_archives(world: World) -> None:
    """An archive becomes its tree, once; its newest time and its lasting address are told."""
    link = '<https://example.org/immutable.tar.gz>; rel="immutable"'
    with serving({"/a": content(archive(x="1"), Link=link)}) as server:
        tree = fetch_archive(f"{server.url}/a", world)
        assert (Path(tree.path) / "x").read_text() == "1"
        assert (tree.modified, tree.immutable) == (1_600_000_000, "https://example.org/immutable.tar.gz")
        assert fetch_archive(f"{server.url}/a", world) == tree
        assert len(server.asked) == 1


@pytest.mark.parametrize("bad", [status(503), status(429, Retry_After="0"), truncated(b"0123456789", 4), stalling(1)])
def test_failures_that_pass(world: World, said: list[str], bad: object) -> None:
    """A server that is busy, hangs up or stalls is asked again, and the user is told."""
    with serving({"/f": first(bad, content(b"good"))}) as server:  # type: ignore[arg-type]
        assert Path(fetch_file(f"{server.url}/f", world)).read_bytes() == b"good"
    assert len(said) == 1 and "retrying in" in said[0] and "(attempt 1/3)" in said[0]


@pytest.mark.parametrize(
    ("bad", "message", "asked"),
    [
        (status(503), "HTTP error 503", 3),
        (status(404), "HTTP error 404", 1),
        (truncated(b"0123456789", 4), "the transfer ended after 4 bytes, 6 before its end", 3),
        (stalling(1), "the server did not answer in time", 3),
        (content(bytes(2 << 20)), "it is larger than the limit of 1048576 bytes", 1),
        (status(302, Location="/f"), "more than 10 redirects", 11),
        (status(302, Location="ftp://x/y"), "", None),
    ],
)
def test_failures_that_stay(world: World, bad: object, message: str, asked: int | None) -> None:
    """Each ends in one clear error, and leaves nothing in the cache."""
    with serving({"/f": bad}) as server:  # type: ignore[dict-item]
        with pytest.raises(EvalError, match=rf"unable to download '.*': .*{message}"):
            fetch_file(f"{server.url}/f", world)
        assert asked is None or len(server.asked) == asked
    assert not list(Path(world.cache.folder).glob("objects/*"))
    assert not list(Path(world.cache.folder).glob("unfinished/*"))


def test_no_server(world: World) -> None:
    """A refused connection says so."""
    with pytest.raises(EvalError, match=r"unable to download 'http://127.0.0.1:1/x': Connection refused"):
        fetch_file("http://127.0.0.1:1/x", world)


def test_credentials(world: World, tmp_path: Path) -> None:
    """A netrc file gives user and password to its hosts, and to no other that they lead to."""
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
    with serving({"/f": content(b"x")}) as other:
        away = status(302, Location=other.url.replace("127.0.0.1", "localhost") + "/f")
        with serving({"/f": content(b"x"), "/away": away}) as server:
            known = world._replace(rules=world.rules._replace(netrc=str(tmp_path / "netrc")))
            fetch_file(f"{server.url}/f", known)
            assert server.asked[0][1]["Authorization"] == "Basic bWU6c2VjcmV0"
            fetch_file(f"{server.url}/away", known)
        assert "Authorization" not in other.asked[0][1]


def test_certificates(world: World, tmp_path: Path) -> None:
    """HTTPS needs a certificate that is known."""
    made = certificate(tmp_path)
    with serving({"/f": content(b"x")}, made) as server:
        with pytest.raises(EvalError, match="certificate verify failed"):
            fetch_file(f"{server.url}/f", world)
        known = world._replace(rules=world.rules._replace(certificates=str(made)))
        assert Path(fetch_file(f"{server.url}/f", known)).read_bytes() == b"x"


def test_many_at_once(world: World) -> None:
    """However many want the same, it is fetched once and seen whole."""
    with serving({"/a": content(archive(x="1" * 10_000))}) as server:
        with ThreadPoolExecutor(8) as pool:
            trees = set(pool.map(lambda _: fetch_archive(f"{server.url}/a", world), range(8)))
        assert len(trees) == 1 and len(server.asked) == 1


def test_stopping(world: World) -> None:
    """A user who stops need not wait for a server."""
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    patient = world._replace(rules=world.rules._replace(stalled=60.0, cancelled=stop.is_set))
    with serving({"/f": stalling(5)}) as server, pytest.raises(Interrupted):
        fetch_file(f"{server.url}/f", patient)


def test_wrong_hashes(tmp_path: Path) -> None:
    """What does not have its hash is refused with both, and a right hash is fetched only once."""
    with serving({"/f": content(b"data"), "/a": content(archive(x="1"))}) as server:
        env = {"NIXRAY_CACHE_DIR": str(tmp_path)}
        wrong = f'builtins.fetchurl {{ url = "{server.url}/f"; sha256 = "{"0" * 52}"; }}'
        ran = nixray("eval", "-E", wrong, **env)
        assert ran.status == 1
        assert "hash mismatch in file downloaded from" in ran.err and f"specified: sha256:{'0' * 52}" in ran.err
        got = ran.err.partition("got:")[2].split()[0].removeprefix("sha256:")
        right = wrong.replace("0" * 52, got)
        asked = len(server.asked)
        assert nixray("eval", "-E", right, **env).status == 0
        assert len(server.asked) == asked


def test_search_path_entries(tmp_path: Path) -> None:
    """An address on the search path is fetched when it is looked up, once; one that cannot be had is told once."""
    (tmp_path / "local.tar.gz").write_bytes(archive(x="2"))
    with serving({"/a.tar.gz": content(archive(x="1"))}) as server:
        env = {"NIXRAY_CACHE_DIR": str(tmp_path / "cache")}
        entries = ["-I", f"a={server.url}/a.tar.gz", "-I", f"b=file://{tmp_path}/local.tar.gz"]
        entries += ["-I", f"{server.url}/none.tar.gz"]
        ran = nixray("eval", "--strict", *entries, "-E", "[ <a/x> (import <a/x>) (import <b/x>) <a> <c> ]", **env)
        assert ran.status == 1 and ran.err.count("cannot be downloaded, ignoring") == 1
        assert "file 'c' was not found in the Nix search path" in ran.err
        ran = nixray("eval", "--strict", *entries, "-E", "[ (import <a/x>) (import <b/x>) <a> ]", **env)
        assert ran.out.startswith("[ 1 2 /nix/store/") and ran.out.endswith("-source ]\n"), ran.err
        assert [path for path, _ in server.asked].count("/a.tar.gz") == 1


@pytest.mark.parametrize("fetcher", ["fetchTarball", "fetchurl", "fetchGit"])
def test_a_full_disk(fetcher: str, tmp_path: Path) -> None:
    """One error that says so; nothing half-fetched is believed later."""
    source = repository(tmp_path / "source", {"noise": random.Random(1).randbytes(300_000).hex()})
    with tarfile.open(tmp_path / "noise.tar.gz", "w:gz") as archive:
        archive.add(source / "noise", "source/noise")
    with serving({"/noise.tar.gz": content((tmp_path / "noise.tar.gz").read_bytes())}) as server:
        url = f"file://{source}" if fetcher == "fetchGit" else f"{server.url}/noise.tar.gz"
        asked = ("eval", "-E", f'"${{builtins.{fetcher} "{url}"}}"')
        # A limit of the size of files stands for the disk's, which tests cannot set.
        limit = ["bash", "-c", 'ulimit -f 64; exec "$@"', "limited"]
        done = subprocess.run(
            [*limit, *words(*asked)],
            env=environment(NIXRAY_CACHE_DIR=str(tmp_path / "cache")),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
        assert "error:" in done.stderr and re.search("too large|exit code -25", done.stderr), done.stderr
        assert nixray(*asked, cwd=tmp_path, NIXRAY_CACHE_DIR=str(tmp_path / "cache")).status == 0
