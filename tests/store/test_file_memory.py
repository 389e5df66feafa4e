"""Files that are as they were are not read again, and nobody can tell but by the time it takes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from evaluator.errors import EvalError
from evaluator.evaluation import Evaluation, Settings
from evaluator.input_log import InputLog
from evaluator.rendering import render
from evaluator.store import disk
from evaluator.store.digests import digest_of
from evaluator.store.file_memory import FileMemory, memory_in


class Reads:
    """Evaluations with one cache, and which files they read."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.files: list[str] = []
        self.log = InputLog()
        opened = disk.open_file

        def noted(path: str) -> int:
            self.files.append(Path(path).name)
            return opened(path)

        monkeypatch.setattr(disk, "open_file", noted)

    def session(self, restricted: bool = False) -> Evaluation:
        """A session with the cache."""
        settings = Settings()
        settings.restricted = restricted
        session = Evaluation(settings)
        session.use_cache(str(self.folder / "cache"))
        return session

    def value(self, name: str, restricted: bool = False) -> Any:
        """The value of a file, evaluated in a session of its own."""
        session = self.session(restricted)
        self.files.clear()
        self.log = disk.journal = InputLog()
        try:
            return session.run(lambda: session.to_python(session.eval_file(str(self.folder / name))))
        finally:
            disk.journal = None
            assert session.cache is not None
            session.cache.flush()


@pytest.fixture
def reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reads:
    """Evaluations to which no file is too young."""
    monkeypatch.setattr(disk, "_YOUNG", 0)
    return Reads(tmp_path, monkeypatch)


def write(file: Path, text: str) -> None:
    """Write a text of the same size as before, and set the time of modification back."""
    before = file.stat()
    assert before.st_size == len(text)
    file.write_text(text)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_code_and_sources(reads: Reads, tmp_path: Path) -> None:
    """Neither files that are evaluated nor those that are copied are read again, until they change."""
    (tmp_path / "a.nix").write_text('"${./data} ${toString (import ./b.nix)}"')
    (tmp_path / "b.nix").write_text("1")
    (tmp_path / "data").write_text("some")
    first = reads.value("a.nix")
    assert sorted(reads.files) == ["a.nix", "b.nix", "data"]
    asked = set(reads.log.paths)
    assert reads.value("a.nix") == first
    assert reads.files == []
    assert set(reads.log.paths) == asked
    write(tmp_path / "b.nix", "2")
    assert reads.value("a.nix") == first[:-1] + "2"
    assert reads.files == ["b.nix"]
    write(tmp_path / "data", "same")
    changed = reads.value("a.nix")
    assert changed != first and changed.endswith("-data 2")
    assert reads.files == ["data"]
    write(tmp_path / "data", "some")
    assert reads.value("a.nix") == first[:-1] + "2"


def test_executable(reads: Reads, tmp_path: Path) -> None:
    """The mode of a source counts, too."""
    (tmp_path / "a.nix").write_text('"${./data}"')
    (tmp_path / "data").write_text("some")
    first = reads.value("a.nix")
    (tmp_path / "data").chmod(0o755)
    assert reads.value("a.nix") != first


def test_young_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that was changed a moment ago may change again without showing it, and is not remembered."""
    reads = Reads(tmp_path, monkeypatch)
    (tmp_path / "a.nix").write_text("1")
    for _ in range(2):
        assert reads.value("a.nix") == 1
        assert reads.files == ["a.nix"]
    assert not (tmp_path / "cache" / "files").exists()


def test_texts_are_read_late(reads: Reads, tmp_path: Path) -> None:
    """A message that shows the text reads it; if it is another one by now, that is an error."""
    (tmp_path / "a.nix").write_text('{ f = x: throw "no"; }')
    texts = []
    for _ in range(2):
        session = reads.session()
        reads.files.clear()

        def fail(session: Evaluation = session) -> None:
            session.apply(session.get_attr(session.eval_file(f"{tmp_path}/a.nix"), "f"), 1)

        with pytest.raises(EvalError) as caught:
            session.run(fail)
        texts.append(render(caught.value, show_trace=True))
        assert session.cache is not None
        session.cache.flush()
        assert reads.files == ["a.nix"]
    assert texts[0] == texts[1] and 'throw "no"' in texts[0]
    session = reads.session()
    session.run(lambda: session.eval_file(f"{tmp_path}/a.nix"))
    os.link(tmp_path / "a.nix", tmp_path / "linked.nix")
    assert b"no" in session.run(lambda: session.symbols.texts[-1].text)
    for _ in range(2):
        session = reads.session()
        session.run(lambda: session.eval_file(f"{tmp_path}/a.nix"))  # noqa: B023 (run at once)
        assert session.cache is not None
        session.cache.flush()
    (tmp_path / "a.nix").write_text("another")
    with pytest.raises(EvalError, match="was changed while it was evaluated"):
        session.run(lambda: session.symbols.texts[-1].text)


def test_restricted(reads: Reads, tmp_path: Path) -> None:
    """What is remembered is no permission."""
    (tmp_path / "a.nix").write_text("1")
    assert reads.value("a.nix") == 1
    with pytest.raises(EvalError, match="forbidden in restricted mode"):
        reads.value("a.nix", restricted=True)


def test_who_needs_answers(reads: Reads, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever keeps the disk's answers is given them."""
    (tmp_path / "a.nix").write_text("1")
    assert reads.value("a.nix") == 1
    monkeypatch.setattr(InputLog, "only_notes", False)
    assert reads.value("a.nix") == 1
    assert reads.files == ["a.nix"]


@pytest.mark.parametrize("spoil", ["cut", "changed", "longer", "empty"])
def test_bad_memories(spoil: str, tmp_path: Path) -> None:
    """A memory that is not as it was written is none."""
    file = tmp_path / "files"
    memory = FileMemory(str(file))
    keys = [digest_of(b"%d" % number) for number in range(20)]
    for key in keys:
        memory.note(key, digest_of(key))
    memory.flush()
    again = FileMemory(str(file))
    assert [again.get(key) for key in keys] == [digest_of(key) for key in keys]
    assert again.get(digest_of(b"another")) == b""
    content = bytearray(file.read_bytes())
    if spoil == "cut":
        del content[-64:]
    elif spoil == "changed":
        content[100] ^= 1
    elif spoil == "longer":
        content += bytes(64)
    else:
        content.clear()
    file.write_bytes(content)
    assert FileMemory(str(file)).get(keys[0]) == b""


def test_two_writers(tmp_path: Path) -> None:
    """What another wrote in between stays."""
    file = str(tmp_path / "files")
    one, other = FileMemory(file), FileMemory(file)
    one.note(bytes(32), digest_of(b"one"))
    other.note(bytes([1]) * 32, digest_of(b"other"))
    one.flush()
    other.flush()
    both = FileMemory(file)
    assert both.get(bytes(32)) == digest_of(b"one")
    assert both.get(bytes([1]) * 32) == digest_of(b"other")


def test_one_memory_serves_a_process(tmp_path: Path) -> None:
    """Evaluations share it, and see what other processes have written."""
    path = str(tmp_path / "files")
    first = memory_in(path)
    assert first.get(b"k" * 32) == b"" and memory_in(path) is first
    other = FileMemory(path)
    other.note(b"k" * 32, b"v" * 32)
    other.flush()
    assert memory_in(path).get(b"k" * 32) == b"v" * 32
