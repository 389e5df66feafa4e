"""Which files may be seen, and where symlinks lead."""

from pathlib import Path

import pytest

from evaluator.errors import EvalError
from evaluator.store.access import PURE, RESTRICTED, Access
from evaluator.store.files import Files


@pytest.fixture
def tree(tmp_path: Path) -> str:
    """open/file, open/out -> ../closed/file, way -> open, closed/file."""
    for folder in ("open", "closed"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "file").write_text(folder)
    (tmp_path / "open" / "out").symlink_to("../closed/file")
    (tmp_path / "way").symlink_to("open")
    return str(tmp_path)


def test_symlinks_are_followed_everywhere(tree: str) -> None:
    """In directories on the way and at the end; what is not there keeps its name."""
    files = Files(Access(), "/nix/store")
    assert files.resolve(f"{tree}/way/file") == f"{tree}/open/file"
    assert files.resolve(f"{tree}/way/out") == f"{tree}/closed/file"
    assert files.resolve(f"{tree}/way/no/more") == f"{tree}/open/no/more"
    assert files.resolve("/") == "/"


def test_restricted_mode(tree: str) -> None:
    """Roots and what is below may be seen, and the way to them; a symlink does not lead out."""
    files = Files(Access(RESTRICTED, [f"{tree}/open"]), "/nix/store")
    assert files.resolve(f"{tree}/open/file") == f"{tree}/open/file"
    assert files.resolve(tree) == tree
    assert files.access.contains(f"{tree}/open/x") and not files.access.contains(tree)
    for path, named in [
        ("closed/file", "closed/file"),
        ("open/out", "closed/file"),
        ("way/file", "way/file"),
    ]:
        with pytest.raises(EvalError) as caught:
            files.resolve(f"{tree}/{path}")
        assert caught.value.message == f"access to absolute path '{tree}/{named}' is forbidden in restricted mode"


def test_pure_mode_shows_nothing(tree: str) -> None:
    """Nothing exists, and reading is an error; internal files are an exception."""
    files = Files(Access(PURE), "/nix/store")
    assert not files.exists(tree)
    assert files.resolve("<nix/fetchurl.nix>") == "<nix/fetchurl.nix>"
    with pytest.raises(EvalError, match="is forbidden in pure evaluation mode"):
        files.resolve(tree)


def test_existence(tree: str) -> None:
    """A dangling symlink exists; a file is no directory."""
    (Path(tree) / "dangling").symlink_to("nowhere")
    files = Files(Access(), "/nix/store")
    assert files.exists(f"{tree}/dangling") and not files.exists(f"{tree}/dangling", directory=True)
    assert files.exists(f"{tree}/way", directory=True) and not files.exists(f"{tree}/open/file", directory=True)
    assert not files.exists(f"{tree}/open/file/x")
