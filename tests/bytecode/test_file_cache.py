"""The bytecode cache on disk: an entry that is not as it was written costs speed, never an answer."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.command import nixray

_SMALL = "{ a = 1; f = x: x + 1; }"
_LARGE = "{ " + " ".join(f"a{n} = x{n}: x{n} + {n};" for n in range(1500)) + " a = 1; }"


def _flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def _asked(folder: Path) -> dict[str, int]:
    """How often the cache had something for an evaluation of `f.nix`."""
    ran = nixray("eval", "-E", "(import ./f.nix).a", "--stats", cwd=folder, NIXRAY_CACHE_DIR=str(folder / "cache"))
    assert (ran.status, ran.out) == (0, "1\n")
    found: dict[str, int] = json.loads(ran.err)["cache"]
    return found


@pytest.mark.parametrize("text", [_SMALL, _LARGE], ids=["read", "mapped"])
@pytest.mark.parametrize("damage", [lambda data: b"", lambda data: data[:-4], lambda data: data[:17], _flipped])
def test_a_damaged_entry_is_written_anew(tmp_path: Path, text: str, damage: Callable[[bytes], bytes]) -> None:
    """Cut short or changed, it is ignored, removed and replaced; small ones are read, large ones mapped."""
    (tmp_path / "f.nix").write_text(text)
    assert _asked(tmp_path) == {"hits": 0, "misses": 1}
    assert _asked(tmp_path) == {"hits": 1, "misses": 0}
    [entry] = (tmp_path / "cache").glob("bytecode/*/*.image")
    data = entry.read_bytes()
    assert (len(data) >= 1 << 16) == (text is _LARGE)
    entry.write_bytes(damage(data))
    assert _asked(tmp_path) == {"hits": 0, "misses": 1}
    assert entry.read_bytes() == data
    assert _asked(tmp_path) == {"hits": 1, "misses": 0}


def test_an_entry_that_cannot_be_read_is_a_miss(tmp_path: Path) -> None:
    """A folder in its place is no reason to fail."""
    (tmp_path / "f.nix").write_text(_SMALL)
    _asked(tmp_path)
    [entry] = (tmp_path / "cache").glob("bytecode/*/*.image")
    entry.unlink()
    entry.mkdir()
    assert _asked(tmp_path) == {"hits": 0, "misses": 1}
