"""Programs that are reached through symlinks, as reference Nix sees them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.cli.command import nixray

EXPRESSIONS = {
    "a file": "import ./link/file.nix",
    "a folder": "import ./link",
    "a folder in it": "import ./link/folder",
    "a link to a file in it": "import ./link/other.nix",
    "a link to a folder in it": "import ./link/again",
    "with a scope": "scopedImport { y = 1; } ./link/file.nix",
    "on the search path": "import <link/file.nix>",
    "as text": 'import "${toString ./link}/file.nix"',
    "as XML": "builtins.toXML (import ./link/file.nix)",
    "type of what is below": "builtins.readFileType ./link/file.nix",
    "type": "builtins.readFileType ./link",
    "content": "[ (builtins.readDir ./link) (builtins.readFile ./link/file.nix) (builtins.pathExists ./link/no) ]",
    "filtered": "import ./link/filter.nix",
    "a circle": "import ./circle",
}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """real/ with files, link -> real, links inside of it, and a link to itself."""
    tree = tmp_path_factory.mktemp("tree")
    (tree / "real" / "folder").mkdir(parents=True)
    place = "\n{ here = toString ./x; pos = __curPos; of = builtins.unsafeGetAttrPos \"a\" {\n a = 1; }; }\n"
    (tree / "real" / "file.nix").write_text(place)
    (tree / "real" / "default.nix").write_text(place)
    (tree / "real" / "folder" / "default.nix").write_text(place)
    (tree / "real" / "filter.nix").write_text("builtins.filterSource (path: type: builtins.trace path true) ./folder")
    (tree / "real" / "other.nix").symlink_to("../elsewhere.nix")
    (tree / "real" / "again").symlink_to("folder")
    (tree / "elsewhere.nix").write_text(place)
    (tree / "link").symlink_to("real")
    (tree / "circle").symlink_to("circle")
    return tree


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_through_a_symlink(name: str, tree: Path, reference: str) -> None:
    """The last name of what is imported is followed, names above it are not; and so values tell places."""
    words = ["--eval", "--strict", "--readonly-mode", "-I", str(tree), "-E", EXPRESSIONS[name]]
    theirs = subprocess.run(
        [reference, *words], cwd=tree, capture_output=True, env={**os.environ, "NIX_CONFIG": "build-users-group ="}
    )
    ours = nixray("eval", *words[1:], cwd=tree)
    assert (ours.status, ours.out, ours.err) == (theirs.returncode, theirs.stdout.decode(), theirs.stderr.decode())


def test_messages_show_the_lines(tree: Path) -> None:
    """The reference takes a file below a symlink for one line; messages of ours show the true one."""
    (tree / "real" / "fails.nix").write_text('\n\n  throw "x"\n')
    assert f"at {tree}/link/fails.nix:3:3:" in nixray("eval", "./link/fails.nix", cwd=tree).err
