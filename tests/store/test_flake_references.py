"""Flake references as text and as attributes."""

import pytest

from evaluator.errors import EvalError
from evaluator.store import flake_references

COMMIT = "0123456789012345678901234567890123456789"


@pytest.mark.parametrize(
    "text",
    [
        "flake:nixpkgs/release",
        f"flake:nixpkgs/release/{COMMIT}",
        "github:a/b/branch?dir=x&host=h.org",
        "gitlab:a%2Fc/b",
        "path:/a%20b?lastModified=3",
        f"git+https://example.org/r.git?ref=main&rev={COMMIT}&shallow=1",
        "git://example.org/r",
        "hg+https://example.org/r?ref=default",
        "https://example.org/a.tar.gz?dir=x&narHash=h",
    ],
)
def test_there_and_back(text: str) -> None:
    """A reference in its usual form is what its attributes are written as."""
    assert flake_references.show(flake_references.parse(text)) == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("./a", "flake reference './a' is not an absolute path"),
        ("github:a", "flake reference 'github:a' is not an absolute path"),
        ("nope:a", "input 'nope:a' is unsupported"),
        ("a/b/c", "in flake URL 'flake:a/b/c', 'c' is not a commit hash"),
        ("nixpkgs#x", "unexpected fragment 'x' in flake reference 'nixpkgs#x'"),
        ("path://h/a", "path URL 'path://h/a' should not have an authority ('h')"),
        ("github:a/b?rev=x", "hash 'x' has wrong length for hash algorithm 'sha1'"),
    ],
)
def test_bad_references(text: str, message: str) -> None:
    """What is no reference is an error that says why."""
    with pytest.raises(EvalError) as raised:
        flake_references.parse(text)
    assert raised.value.message == message


def test_attributes_that_make_no_reference() -> None:
    """Every scheme has its attributes."""
    with pytest.raises(EvalError, match="input attribute 'foo' not supported by scheme 'github'"):
        flake_references.show({"type": "github", "owner": "a", "repo": "b", "foo": 1})
