"""Notations of hashes."""

import pytest

from evaluator.errors import EvalError
from evaluator.store import hashes

EMPTY = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
EMPTY16 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
ALGORITHMS = "'blake3', 'md5', 'sha1', 'sha256', or 'sha512'"


@pytest.mark.parametrize(
    "text",
    [
        EMPTY,
        EMPTY.rstrip("="),
        EMPTY + "\n",
        EMPTY + "junk",
        EMPTY.replace("-", ":"),
        "sha256:" + EMPTY16,
        "sha256:" + EMPTY16.upper(),
        "sha256:0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73",
    ],
)
def test_every_notation_gives_the_same_hash(text: str) -> None:
    """SRI, base 16, 32 and 64 are all read, and SRI leniently."""
    parsed = hashes.parse(text)
    assert parsed == hashes.hash_bytes("sha256", b"")
    assert parsed.sri() == EMPTY
    assert parsed.format("base16") == EMPTY16


@pytest.mark.parametrize(
    ("text", "algorithm", "message"),
    [
        ("abc", None, "hash 'abc' does not include a type, nor is the type otherwise known from context"),
        ("abc", "sha256", "hash 'abc' has wrong length for hash algorithm 'sha256'"),
        ("sha256:abc", "md5", "hash 'sha256:abc' should have type 'md5'"),
        ("sha256-abc", None, "invalid SRI hash 'abc', length 2 != expected length 32"),
        (EMPTY[:-2] + "!=", None, f"invalid SRI hash '{EMPTY[7:-2]}!=', length 0 != expected length 32"),
        ("d" * 31 + "z", "md5", f"invalid base16 hash '{'d' * 31}z', length 0 != expected length 16"),
        ("e" * 26, "md5", f"invalid nix32 hash '{'e' * 26}', length 0 != expected length 16"),
        ("z" * 26, "md5", f"invalid nix32 hash '{'z' * 26}', length 17 != expected length 16"),
        (
            "1B2M2Y8AsgTp=AmY7PhCfg==",
            "md5",
            "invalid Base64 hash '1B2M2Y8AsgTp=AmY7PhCfg==', length 9 != expected length 16",
        ),
        ("-abc", None, f"unknown hash algorithm '', expect {ALGORITHMS}"),
        ("sha256-aa:bb", None, f"unknown hash algorithm 'sha256-aa', expect {ALGORITHMS}"),
        (
            "blake3-" + EMPTY[7:],
            None,
            "experimental Nix feature 'blake3-hashes' is disabled; "
            "add '--extra-experimental-features blake3-hashes' to enable it",
        ),
    ],
)
def test_errors_are_the_references(text: str, algorithm: str | None, message: str) -> None:
    """Each malformed hash gets the reference's words."""
    with pytest.raises(EvalError) as caught:
        hashes.parse(text, algorithm)
    assert caught.value.message == message


def test_empty_hash_means_zeros_of_a_known_algorithm() -> None:
    """`outputHash = ""` stands for a hash nobody knows yet."""
    assert hashes.parse_or_zero("", "sha1").digest == bytes(20)
    with pytest.raises(EvalError, match="empty hash requires explicit hash algorithm"):
        hashes.parse_or_zero("", None)


def test_formats_of_convert_hash() -> None:
    """`base32` still works and says that it is old; other names are errors."""
    assert hashes.parse_format("nix32") == ("nix32", None)
    assert hashes.parse_format("base32")[0] == "nix32"
    with pytest.raises(EvalError, match="unknown hash format 'foo'"):
        hashes.parse_format("foo")
