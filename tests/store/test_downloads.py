"""Files and archives from URLs."""

import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from evaluator.errors import EvalError
from evaluator.store import downloads, nar


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder with a program, a symlink and an empty folder."""
    top = tmp_path / "in" / "top"
    (top / "empty").mkdir(parents=True)
    (top / "run").write_text("#!/bin/sh\n")
    (top / "run").chmod(0o750)
    (top / "link").symlink_to("run")
    return top


@pytest.mark.parametrize("kind", ["gz", "xz", "bz2", ""])
def test_tar_archives(tree: Path, tmp_path: Path, kind: str) -> None:
    """The one folder of an archive is its tree, modes and symlinks included."""
    archive = tmp_path / "a.tar"
    with tarfile.open(archive, f"w:{kind}") as tar:  # type: ignore[call-overload]
        tar.add(tree, "top")
    assert nar.hash_tree(downloads.unpack(str(archive))) == nar.hash_tree(str(tree))


def test_zip_archives(tree: Path, tmp_path: Path) -> None:
    """A zip archive as other programs make it gives the same tree."""
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as out:
        for name, mode, content in (("run", 0o100750, "#!/bin/sh\n"), ("link", 0o120777, "run")):
            member = zipfile.ZipInfo(f"top/{name}")
            member.external_attr = mode << 16
            out.writestr(member, content)
        out.writestr(zipfile.ZipInfo("top/empty/"), "")
    assert nar.hash_tree(downloads.unpack(str(archive))) == nar.hash_tree(str(tree))


def test_archive_of_several_entries(tree: Path, tmp_path: Path) -> None:
    """Without one folder around everything, the tree is what there is."""
    archive = tmp_path / "a.tar"
    with tarfile.open(archive, "w") as tar:
        tar.add(tree / "run", "run")
    assert os.listdir(downloads.unpack(str(archive))) == ["run"]


def test_members_outside_of_the_archive(tmp_path: Path) -> None:
    """An archive cannot write elsewhere."""
    archive = tmp_path / "a.tar"
    with tarfile.open(archive, "w") as tar:
        tar.addfile(tarfile.TarInfo("../out"), io.BytesIO())
    with pytest.raises(EvalError, match="Failed to open archive"):
        downloads.unpack(str(archive))


def test_local_files(tmp_path: Path) -> None:
    """`file://` is read in place, with escapes; what is missing or no URL is a clear error."""
    (tmp_path / "a b").write_text("x")
    assert downloads.fetch(f"file://{tmp_path}/a%20b") == f"{tmp_path}/a b"
    with pytest.raises(EvalError, match=r"unable to download 'file:.*Could not open file .*/c"):
        downloads.fetch(f"file://{tmp_path}/c")
    with pytest.raises(EvalError, match="URL 'a/b' doesn't have a scheme"):
        downloads.fetch("a/b")
    with pytest.raises(EvalError, match="unable to download 'gopher:x': Unsupported protocol"):
        downloads.fetch("gopher:x")


def test_no_archive(tmp_path: Path) -> None:
    """Something else is not unpacked."""
    (tmp_path / "a").write_text("no archive")
    with pytest.raises(EvalError, match=r"Failed to open archive \(Unrecognized archive format\)"):
        downloads.unpack(str(tmp_path / "a"))


def test_server_that_does_not_answer() -> None:
    """A refused connection is the reference's kind of error, not a Python one."""
    with pytest.raises(EvalError, match="unable to download 'http://localhost:1/x': "):
        downloads.fetch("http://localhost:1/x")
