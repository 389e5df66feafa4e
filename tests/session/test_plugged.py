"""Files and stores that a program brings along."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from pathlib import Path

import pytest

from evaluator.errors import EvalError, StoreFailure
from evaluator.session import Disk, FileSystem, Session


class Tree:
    """Files in a dict: bytes are a file, text is where a link points."""

    def __init__(self, files: dict[str, bytes | str]) -> None:
        self.files = files

    def kind(self, path: str) -> str | None:
        """See `FileSystem`."""
        if path in self.files:
            return "regular" if isinstance(self.files[path], bytes) else "symlink"
        return "directory" if path == "/" or any(name.startswith(f"{path}/") for name in self.files) else None

    def read(self, path: str) -> bytes:
        """See `FileSystem`."""
        content = self.files[path]
        assert isinstance(content, bytes)
        return content

    def entries(self, path: str) -> Iterable[str]:
        """See `FileSystem`."""
        return {name[len(path) :].strip("/").split("/")[0] for name in self.files if name.startswith(f"{path}/")}

    def target(self, path: str) -> str:
        """See `FileSystem`."""
        target = self.files[path]
        assert isinstance(target, str)
        return target

    def version(self, path: str) -> Hashable:
        """See `FileSystem`."""
        return self.read(path) if path in self.files else tuple(sorted(self.entries(path)))


class Buffers(Disk):
    """The disk, but for what is being edited."""

    def __init__(self) -> None:
        self.texts: dict[str, bytes] = {}

    def read(self, path: str) -> bytes:
        """See `FileSystem`."""
        return self.texts[path] if path in self.texts else super().read(path)

    def version(self, path: str) -> Hashable:
        """See `FileSystem`."""
        return self.texts[path] if path in self.texts else super().version(path)


FILES: dict[str, bytes | str] = {
    "/p/default.nix": b"""{
  one = import ./sub;
  text = builtins.readFile ./link/text;
  types = builtins.readDir ./.;
  exists = map builtins.pathExists [ ./text ./link/text ./link ./nowhere ./sub/. ];
  kind = builtins.readFileType ./link;
  source = "${./sub}";
  hash = builtins.hashFile "sha256" ./sub/text;
  filtered = "${builtins.path { path = ./sub; name = "s"; filter = path: type: baseNameOf path != "text"; }}";
  lost = builtins.readFile ./nowhere;
  folder = builtins.readFile ./sub;
  loop = builtins.readFile ./round/x;
}""",
    "/p/sub/default.nix": b"1 + 1",
    "/p/sub/text": b"some text",
    "/p/link": "sub",
    "/p/round": "round/on",
}


def on_disk(folder: Path) -> None:
    """The same files, where everybody finds them."""
    for name, content in FILES.items():
        file = folder / name[3:]
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            file.write_bytes(content)
        else:
            file.symlink_to(content)


@pytest.mark.parametrize("name", ["one", "text", "types", "exists", "kind", "source", "hash", "filtered"])
def test_files_of_ones_own_are_like_those_on_disk(name: str, tmp_path: Path) -> None:
    """The same files give the same values, wherever they are."""
    on_disk(tmp_path)
    with Session(files=Tree(FILES), cache=False) as plugged, Session(cache=False) as plain:
        found = plugged.to_json(plugged.eval_file("/p")[name])
        assert found == plain.to_json(plain.eval_file(tmp_path)[name])


@pytest.mark.parametrize("name", ["lost", "folder", "loop"])
def test_what_cannot_be_read_is_an_error(name: str) -> None:
    """One of the program that is evaluated, also for links in a circle."""
    with Session(files=Tree(FILES), cache=False) as nix, pytest.raises(EvalError):
        nix.eval_file("/p")[name]


def test_the_disk_is_not_seen(tmp_path: Path) -> None:
    """What the file system does not have is not there."""
    (tmp_path / "x.nix").write_text("1")
    with Session(files=Tree({"/p/x.nix": b"2"}), cache=False) as nix:
        assert nix.eval_expr(f"builtins.pathExists {tmp_path}/x.nix") is False
        with pytest.raises(EvalError, match="does not exist"):
            nix.eval_file(tmp_path / "x.nix")


def test_buffers_lie_over_the_disk(tmp_path: Path) -> None:
    """An editor's text counts, before it is saved, and only as long as it is edited."""
    (tmp_path / "a.nix").write_text("{ b = import ./b.nix; }")
    (tmp_path / "b.nix").write_text("1")
    buffers = Buffers()
    files: FileSystem = buffers
    with Session(files=files, cache=False) as nix:
        assert nix.eval_file(tmp_path / "a.nix")["b"] == 1
        buffers.texts[str(tmp_path / "b.nix")] = b"2"
        assert nix.refresh() == [str(tmp_path / "b.nix")]
        assert nix.eval_file(tmp_path / "a.nix")["b"] == 2
        buffers.texts.clear()
        nix.refresh()
        assert nix.eval_file(tmp_path / "a.nix")["b"] == 1


def test_a_failing_file_system_is_an_error_of_the_program() -> None:
    """An OSError of the host's is told with the path."""

    class Broken(Tree):
        def read(self, path: str) -> bytes:
            raise OSError(5, "Input/output error")

    message = r"reading '/p\.nix': Input/output error"
    with Session(files=Broken({"/p.nix": b"1"}), cache=False) as nix, pytest.raises(EvalError, match=message):
        nix.eval_file("/p.nix")


def test_a_session_without_a_store_writes_nothing() -> None:
    """Neither does one whose store is none."""
    expression = 'derivation { name = "x"; system = "s"; builder = "b"; }'
    with Session(store="dummy://", cache=False) as nix, pytest.raises(StoreFailure):
        nix.instantiate(nix.eval_expr(expression))
