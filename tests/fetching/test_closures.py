"""`fetchClosure` from binary caches that the reference made: the same values, refusals and words."""

from __future__ import annotations

import functools
import os
import re
import subprocess
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.command import nixray

PROGRAMS = """let make = name: text: derivation {
  inherit name; system = builtins.currentSystem; builder = "/bin/sh"; args = [ "-c" text ];
}; plain = make "plain" "echo hello > $out"; in make "both" "echo ${plain} and $out > $out"
"""


class Caches(NamedTuple):
    """Caches that a server on the loopback has; `words` stand for what tests cannot know."""

    room: Path
    reference: Path
    words: dict[str, str]

    @property
    def environment(self) -> dict[str, str]:
        """What both sides run in."""
        names = {"NIX_STATE_DIR": "var", "NIX_LOG_DIR": "log", "NIX_CONF_DIR": "etc", "HOME": "home"}
        here = {name: str(self.room / folder) for name, folder in names.items()}
        return {**here, "NIX_STORE_DIR": str(self.room / "store"), "XDG_CACHE_HOME": str(self.room / "cache")}

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """What a command of the reference comes to."""
        words = [str(self.reference / command[0]), *command[1:]]
        env = {**os.environ, **self.environment}
        return subprocess.run(words, env=env, capture_output=True, text=True, check=False, cwd=self.room)

    def filled(self, text: str) -> str:
        """A text with the words in it."""
        return re.sub(r"@(\w+)@", lambda found: self.words[found[1]], text)


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, *words: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def caches(tmp_path_factory: pytest.TempPathFactory, reference: str) -> Iterator[Caches]:
    """Two paths, one of which refers to the other and to itself, and a text, in caches of all kinds."""
    room = tmp_path_factory.mktemp("caches")
    (room / "etc").mkdir()
    features = "nix-command flakes fetch-closure ca-derivations"
    settings = (
        f"build-users-group =\nsandbox = false\nsubstituters =\nbuild-hook =\nexperimental-features = {features}\n"
    )
    (room / "etc" / "nix.conf").write_text(settings)
    (room / "both.nix").write_text(PROGRAMS)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(room)))
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    made = Caches(room, Path(reference).parent, {"U": f"http://127.0.0.1:{server.server_port}"})

    def said(*command: str) -> str:
        done = made.run(*command)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    both = said("nix-build", "--no-out-link", "both.nix")
    text = said("nix-instantiate", "--eval", "--read-write-mode", "-E", 'builtins.toFile "text" "words"').strip('"')
    (room / "secret").write_text(said("nix", "key", "generate-secret", "--key-name", "test-1"))
    key = subprocess.run(
        [str(made.reference / "nix"), "key", "convert-secret-to-public"],
        input=(room / "secret").read_text(),
        env={**os.environ, **made.environment},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name, how in (
        ("xz", f"?secret-key={room}/secret"),
        ("zstd", f"?compression=zstd&secret-key={room}/secret"),
        ("gzip", f"?compression=gzip&secret-key={room}/secret"),
        ("bzip2", f"?compression=bzip2&secret-key={room}/secret"),
        ("none", f"?compression=none&secret-key={room}/secret"),
        ("unsigned", ""),
    ):
        said("nix", "copy", "--to", f"file://{room}/{name}{how}", both, text)
    rewritten = said("nix", "store", "make-content-addressed", "--to", f"file://{room}/xz", "--json", both)
    made.words.update(BOTH=both, TEXT=text, KEY=key.strip(), CA=re.findall(r'":"([^"]*-both)"', rewritten)[0])
    (room / "store").rename(room / "built")
    yield made
    server.shutdown()
    server.server_close()


TRUSTED = ("--option", "trusted-public-keys", "@KEY@")
ANYBODY = ("--option", "require-sigs", "false")


@pytest.mark.parametrize(
    ("arguments", "flags"),
    [
        ('fromStore = "@U@/xz"; fromPath = @TEXT@;', ()),
        ('fromStore = "@U@/zstd/"; fromPath = "@TEXT@";', ()),
        ('fromStore = "@U@/gzip"; fromPath = @BOTH@; inputAddressed = true;', TRUSTED),
        ('fromStore = "@U@/bzip2"; fromPath = @BOTH@; inputAddressed = true;', TRUSTED),
        ('fromStore = "@U@/none"; fromPath = @BOTH@; inputAddressed = true;', TRUSTED),
        ('fromStore = "@U@/zstd"; fromPath = @BOTH@; inputAddressed = true;', ()),
        ('fromStore = "@U@/unsigned"; fromPath = @BOTH@; inputAddressed = true;', TRUSTED),
        ('fromStore = "@U@/unsigned"; fromPath = @BOTH@; inputAddressed = true;', ANYBODY),
        ('fromStore = "@U@/unsigned"; fromPath = @BOTH@;', ANYBODY),
        ('fromStore = "@U@/xz"; fromPath = @TEXT@; inputAddressed = true;', ()),
        ('fromStore = "@U@/xz"; fromPath = @CA@;', ()),
        ('fromStore = "@U@/unsigned"; fromPath = @BOTH@; toPath = @CA@;', ()),
        ('fromStore = "@U@/xz"; fromPath = @BOTH@; toPath = "";', ()),
        ('fromStore = "@U@/xz"; fromPath = @BOTH@; toPath = @TEXT@;', ()),
        ('fromStore = "@U@/nowhere"; fromPath = @TEXT@;', ()),
        ('fromStore = "@U@/none"; fromPath = @CA@;', ()),
    ],
)
def test_closures(arguments: str, flags: tuple[str, ...], caches: Caches, tmp_path: Path) -> None:
    """What is fetched is read, and has its path as context; or it is the reference's error."""
    expression = caches.filled(
        f"let it = builtins.fetchClosure {{ {arguments} }}; "
        'in [ it (builtins.readFile it) (builtins.getContext it) (builtins.toFile "x" "see ${it}") ]'
    )
    words = [caches.filled(word) for word in flags]
    store = ("--store", f"local?root={tmp_path}", "--strict", "--json")
    theirs = caches.run("nix", "eval", *store[:2], "--json", "--expr", expression, *words)
    feature = ("--extra-experimental-features", "fetch-closure")
    ran = nixray("eval", "--strict", "--json", *feature, *words, "-E", expression, cwd=tmp_path, **caches.environment)
    assert (ran.status, ran.out.strip()) == (theirs.returncode, theirs.stdout.strip()), ran.err + theirs.stderr
    assert problem(ran.err) == problem(theirs.stderr)


def problem(text: str) -> list[str]:
    """The lines of an error behind its trace."""
    lines = [line.strip() for line in text.splitlines()]
    starts = [index for index, line in enumerate(lines) if line.startswith("error: ")]
    return lines[starts[-1] :] if starts else []


FAULTS = {
    "another hash": (r"NarHash: sha256:....", "NarHash: sha256:0000", "hash mismatch importing path"),
    "larger": (r"NarSize: \d+", "NarSize: 5", "hash mismatch importing path"),
    "smaller": (r"NarSize: \d+", "NarSize: 100000", "hash mismatch importing path"),
    "another path": (r"StorePath: (.*)-text", r"StorePath: \1-test", "is about"),
    "another address": (r"CA: text:sha256:....", "CA: text:sha256:0000", "does not have the content"),
    "outside": (r"URL: .*", "URL: ../../../etc/passwd", "is corrupt"),
    "elsewhere": (r"URL: .*", "URL: http://127.0.0.1:1/x", "is corrupt"),
    "no such file": (r"URL: .*", "URL: nar/x", "HTTP error 404"),
    "other packing": (r"Compression: none", "Compression: xz", "cannot unpack"),
    "zstd": (r"Compression: none", "Compression: zstd", "cannot unpack"),
    "unknown packing": (r"Compression: none", "Compression: rar", "compressed by 'rar'"),
    "no size": (r"NarSize: .*\n", "", "is corrupt"),
    "no fields": (r"(?s).*", "<html>", "is no field"),
    "bad reference": (r"References:.*", "References: ../x", ""),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_cache_that_does_not_tell_the_truth(fault: str, caches: Caches) -> None:
    """One clear error, and nothing is believed."""
    pattern, replacement, message = FAULTS[fault]
    digits = Path(caches.words["TEXT"]).name[:32]
    good = (caches.room / "none" / f"{digits}.narinfo").read_text()
    bad = caches.room / f"bad-{fault.replace(' ', '-')}"
    bad.mkdir()
    (bad / "nix-cache-info").write_text(f"StoreDir: {caches.room}/store\n")
    (bad / "nar").symlink_to(caches.room / "none" / "nar")
    (bad / f"{digits}.narinfo").write_text(re.sub(pattern, replacement, good, count=1))
    expression = caches.filled(f'builtins.fetchClosure {{ fromStore = "@U@/{bad.name}"; fromPath = @TEXT@; }}')
    environment = {**caches.environment, "NIXRAY_CACHE_DIR": str(bad / "cache")}
    feature = ("--extra-experimental-features", "fetch-closure")
    ran = nixray("eval", *feature, "-E", expression, cwd=bad, **environment)
    assert ran.status == 1 and ran.out == "" and message in ran.err and "Traceback" not in ran.err, ran.err


def test_a_cache_for_another_store(caches: Caches, tmp_path: Path) -> None:
    """Its paths mean something else."""
    other = caches.room / "other"
    other.mkdir()
    (other / "nix-cache-info").write_text("StoreDir: /nix/store\n")
    expression = caches.filled('builtins.fetchClosure { fromStore = "@U@/other"; fromPath = @TEXT@; }')
    feature = ("--extra-experimental-features", "fetch-closure")
    ran = nixray("eval", *feature, "-E", expression, cwd=tmp_path, **caches.environment)
    theirs = caches.run("nix", "eval", "--store", f"local?root={tmp_path}", "--expr", expression)
    assert ran.status == 1 and problem(ran.err) == problem(theirs.stderr)
