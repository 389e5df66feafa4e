"""Archives of every kind, hostile ones included."""

import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from evaluator.errors import EvalError
from evaluator.store import nar
from evaluator.store.fetching import archives


def unpacked(archive: Path, limit: int = archives.LARGEST) -> str:
    """The tree in an archive, unpacked beside it."""
    target = archive.with_name("unpacked")
    target.mkdir()
    return archives.unpack(str(archive), str(target), limit).path


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
    assert nar.hash_tree(unpacked(archive)) == nar.hash_tree(str(tree))


def test_zip_archives(tree: Path, tmp_path: Path) -> None:
    """A zip archive as other programs make it gives the same tree."""
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as out:
        for name, mode, content in (("run", 0o100750, "#!/bin/sh\n"), ("link", 0o120777, "run")):
            member = zipfile.ZipInfo(f"top/{name}")
            member.external_attr = mode << 16
            out.writestr(member, content)
        out.writestr(zipfile.ZipInfo("top/empty/"), "")
    assert nar.hash_tree(unpacked(archive)) == nar.hash_tree(str(tree))


def test_archive_of_several_entries(tree: Path, tmp_path: Path) -> None:
    """Without one folder around everything, the tree is what there is."""
    archive = tmp_path / "a.tar"
    with tarfile.open(archive, "w") as tar:
        tar.add(tree / "run", "run")
    assert os.listdir(unpacked(archive)) == ["run"]


def test_members_outside_of_the_archive(tmp_path: Path) -> None:
    """An archive cannot write elsewhere."""
    archive = tmp_path / "a.tar"
    with tarfile.open(archive, "w") as tar:
        tar.addfile(tarfile.TarInfo("../out"), io.BytesIO())
    with pytest.raises(EvalError, match="Failed to open archive"):
        unpacked(archive)


def test_no_archive(tmp_path: Path) -> None:
    """Something else is not unpacked."""
    (tmp_path / "a").write_text("no archive")
    with pytest.raises(EvalError, match=r"Failed to open archive \(Unrecognized archive format\)"):
        unpacked(tmp_path / "a")


@pytest.mark.parametrize("name", ["../out", "/etc/out", "link/out"])
@pytest.mark.parametrize("kind", ["tar", "zip"])
def test_ways_out(tmp_path: Path, name: str, kind: str) -> None:
    """Neither `..` nor an absolute name nor a symlink on the way leads outside."""
    (tmp_path / "elsewhere").mkdir()
    archive = tmp_path / "in" / "a"
    archive.parent.mkdir()
    if kind == "tar":
        with tarfile.open(archive, "w") as tar:
            link = tarfile.TarInfo("link")
            link.type, link.linkname = tarfile.SYMTYPE, str(tmp_path / "elsewhere")
            tar.addfile(link)
            tar.addfile(tarfile.TarInfo(name), io.BytesIO())
    else:
        with zipfile.ZipFile(archive, "w") as out:
            member = zipfile.ZipInfo("link")
            member.external_attr = 0o120777 << 16
            out.writestr(member, str(tmp_path / "elsewhere"))
            out.writestr(zipfile.ZipInfo(name), "x")
    try:
        unpacked(archive)
    except EvalError as error:
        assert "Failed to open archive" in error.message
    assert not (tmp_path / "in" / "out").exists() and not (tmp_path / "out").exists()
    assert not Path("/etc/out").exists()
    assert os.listdir(tmp_path / "elsewhere") == []


@pytest.mark.parametrize("kind", ["tar", "zip"])
def test_archives_that_swell(tmp_path: Path, kind: str) -> None:
    """An archive may not hold more than a limit."""
    archive = tmp_path / "a"
    if kind == "tar":
        with tarfile.open(archive, "w:gz") as tar:
            info = tarfile.TarInfo("big")
            info.size = 1 << 20
            tar.addfile(info, io.BytesIO(bytes(1 << 20)))
    else:
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
            out.writestr("big", bytes(1 << 20))
    with pytest.raises(EvalError, match="it holds more than 1000 bytes"):
        unpacked(archive, 1000)


def test_half_an_archive(tree: Path, tmp_path: Path) -> None:
    """A truncated archive is an error."""
    archive = tmp_path / "a.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(tree, "top")
    archive.write_bytes(archive.read_bytes()[:-30])
    with pytest.raises(EvalError, match="Failed to open archive"):
        unpacked(archive)
