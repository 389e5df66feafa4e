"""Attribute paths: written and read back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.paths import BadPaths, dotted, parse_dotted, read_paths


@given(st.lists(st.text(min_size=0, max_size=6), min_size=1, max_size=4))
def test_dotted_reads_back(path: list[str]) -> None:
    """Whatever the names hold, the dotted form gives them back."""
    assert parse_dotted(dotted(path)) == tuple(path)


def test_names_are_quoted_like_nix_eval_jobs() -> None:
    """Only what is not an identifier is quoted."""
    assert dotted(["a", "b-c'", "v5.4", 'q"${x}', "1"]) == 'a.b-c\'."v5.4"."q\\"\\${x}"."1"'


@pytest.mark.parametrize("text", ["a..b", "a.", ".a", 'a."b', 'a"b"'])
def test_what_is_no_path(text: str) -> None:
    """A text that is no attribute path is refused by name."""
    with pytest.raises(BadPaths, match="is not an attribute path"):
        parse_dotted(text)


@pytest.mark.parametrize(
    "content, message",
    [
        (b"{", "list:1: not a JSON object"),
        (b'{"attrPath":["a"]}\n{"x":1}', "list:2: no 'attrPath'"),
        (b'{"attrPath":[1]}', "list:1: no 'attrPath'"),
        (b"\xff", "is not UTF-8"),
    ],
)
def test_bad_lists_are_named(tmp_path: Path, content: bytes, message: str) -> None:
    """A list that cannot be read says where."""
    file = tmp_path / "list"
    file.write_bytes(content)
    with pytest.raises(BadPaths, match=message):
        read_paths(file)


def test_lists_drop_repetitions(tmp_path: Path) -> None:
    """Each path comes once, in the order of the file; `attr` does as well as `attrPath`."""
    file = tmp_path / "list"
    file.write_text('{"attrPath":["b"]}\n\n{"attr":"a.c"}\n{"attrPath":["b"],"drvPath":"x"}\n')
    assert read_paths(file) == [("b",), ("a", "c")]
