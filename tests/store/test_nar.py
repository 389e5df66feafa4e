"""NAR archives of trees on disk."""

import io
import os
import socket
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluator.errors import EvalError
from evaluator.store import disk, nar

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=5).filter(
    lambda name: name not in (".", "..")
)
FILES = st.tuples(st.binary(max_size=40), st.booleans())
LINKS = st.text(st.characters(codec="ascii", exclude_characters="\0"), min_size=1, max_size=8)
TREES = st.recursive(FILES | LINKS, lambda inner: st.dictionaries(NAMES, inner, max_size=4), max_leaves=12)


def plant(tree: object, path: Path) -> None:
    """Make a tree on disk: a dict is a directory, a string a symlink, else (contents, executable)."""
    if isinstance(tree, dict):
        path.mkdir()
        for name, inner in tree.items():
            plant(inner, path / name)
    elif isinstance(tree, str):
        path.symlink_to(tree)
    else:
        assert isinstance(tree, tuple)
        contents, executable = tree
        path.write_bytes(contents)
        path.chmod(0o755 if executable else 0o644)


def archive(path: Path) -> bytes:
    """The NAR of what is at `path`."""
    pieces: list[bytes] = []
    nar.dump(str(path), pieces.append)
    return b"".join(pieces)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TREES)
def test_round_trip(tmp_path: Path, tree: object) -> None:
    """A tree that was archived and unpacked has the same archive."""
    room = tmp_path / str(len(os.listdir(tmp_path)))
    room.mkdir()
    plant(tree, room / "a")
    data = archive(room / "a")
    nar.unpack(io.BytesIO(data), str(room / "b"))
    assert archive(room / "b") == data


def test_known_hash(tmp_path: Path) -> None:
    """The path hash of a small tree, as `nix-hash --type sha256 --base32` gives it."""
    plant({"b": (b"two", True), "a": (b"one", False), "l": "a", "B": {}}, tmp_path / "t")
    assert nar.hash_tree(str(tmp_path / "t")).base32() == "085p268xlfwmvhcm0p9dwwsfdhll8f9kc5y4m6axayx778gafw4c"


def test_filter_sees_every_kept_entry_with_its_type(tmp_path: Path) -> None:
    """Entries come in bytewise order, refused directories are not entered, and the root is not asked."""
    plant({"b": {"x": (b"", False)}, "a": (b"", False), "c": {"y": (b"", False)}, "l": "a"}, tmp_path / "t")
    os.mkfifo(tmp_path / "t" / "p")
    asked = []

    def keep(path: str, kind: str) -> bool:
        asked.append((os.path.relpath(path, tmp_path / "t"), kind))
        return kind != "unknown" and not path.endswith("/c")

    filtered = nar.hash_tree(str(tmp_path / "t"), keep=keep)
    assert asked == [
        ("a", "regular"),
        ("b", "directory"),
        ("b/x", "regular"),
        ("c", "directory"),
        ("l", "symlink"),
        ("p", "unknown"),
    ]
    plant({"b": {"x": (b"", False)}, "a": (b"", False), "l": "a"}, tmp_path / "u")
    assert filtered == nar.hash_tree(str(tmp_path / "u"))


def test_files_larger_than_a_piece(tmp_path: Path) -> None:
    """Contents that pass through in pieces are the same contents."""
    data = bytes(range(256)) * 8200
    assert len(data) > 2 * disk.PIECE - 1 and len(data) % 8 == 0
    (tmp_path / "f").write_bytes(data + b"x")
    packed = archive(tmp_path / "f")
    assert data + b"x" + bytes(7) in packed
    nar.unpack(io.BytesIO(packed), str(tmp_path / "g"))
    assert (tmp_path / "g").read_bytes() == data + b"x"


def test_what_cannot_be_archived(tmp_path: Path) -> None:
    """Sockets and missing files are clear errors in the reference's words."""
    with pytest.raises(EvalError, match=r"path '.*/no' does not exist"):
        nar.hash_tree(str(tmp_path / "no"))
    with socket.socket(socket.AF_UNIX) as listener:
        here = os.getcwd()
        os.chdir(tmp_path)
        listener.bind("s")
        os.chdir(here)
        with pytest.raises(EvalError, match=r"file '.*/s' has an unsupported type"):
            nar.hash_tree(str(tmp_path))


def test_trees_deeper_than_the_stack(tmp_path: Path) -> None:
    """A tree of 900 nested directories is archived like any other."""
    os.makedirs(tmp_path / "/".join("d" * 900))
    assert archive(tmp_path).count(b"directory") == 901


def damaged(data: bytes) -> list[tuple[bytes, str]]:
    """Archives with one fault each, and what the error says."""
    return [
        (b"", "ends early"),
        (data[:-8], "ends early"),
        (data + b"x", "data after the end"),
        (data.replace(b"nix-archive-1", b"nix-archive-2"), "expected 'nix-archive-1'"),
        (data.replace(b"\1\0\0\0\0\0\0\0a", b"\1\0\0\0\0\0\0\0c"), "not in order"),
        (data.replace(b"\1\0\0\0\0\0\0\0a", b"\1\0\0\0\0\0\0\0/"), "invalid file name"),
        (data.replace(b"\1\0\0\0\0\0\0\0a", b"\1\0\0\0\0\0\0\0."), "invalid file name"),
        (data.replace(b"regular", b"irregul"), "unknown file type"),
        (data.replace(b"one\0", b"one\1"), "padding is not zero"),
        (b"\xff" * 64, "a token of"),
    ]


def test_damaged_archives(tmp_path: Path) -> None:
    """Each fault of an archive is named; none makes a file outside of the tree."""
    plant({"a": (b"one", False), "b": (b"two", False)}, tmp_path / "t")
    for index, (data, message) in enumerate(damaged(archive(tmp_path / "t"))):
        with pytest.raises(EvalError, match=message):
            nar.unpack(io.BytesIO(data), str(tmp_path / f"out{index}"))


def test_existing_destination_is_an_error(tmp_path: Path) -> None:
    """Unpacking writes over nothing."""
    (tmp_path / "f").write_bytes(b"")
    with pytest.raises(EvalError, match=r"cannot write .*: File exists"):
        nar.unpack(io.BytesIO(archive(tmp_path / "f")), str(tmp_path / "f"))
