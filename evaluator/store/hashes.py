"""Hashes: the algorithms, every notation the reference reads and writes, `convertHash`.

A hash is `algorithm:digits` with base 16, 32 or 64 digits told apart by their number, or an SRI
(`algorithm-base64`), or bare digits when the algorithm is known from elsewhere. Texts are Nix
strings: latin-1, one character per byte.
"""

import cython
from cython.cimports.evaluator.store.base32 import decode

from evaluator.errors import EvalError, Kind, Unsupported
from evaluator.store import base32
from evaluator.store.digests import sha256

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple, Protocol
else:
    from evaluator.light import NamedTuple

    Protocol = object

SIZES = {"blake3": 32, "md5": 16, "sha1": 20, "sha256": 32, "sha512": 64}
"""Algorithm -> bytes of its digest."""

FORMATS = ("base16", "nix32", "base64", "sri")
_NO_BASE64 = str.maketrans("", "", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")


class Hasher(Protocol):
    """What the hash objects of `hashlib` offer."""

    def update(self, data: bytes | memoryview, /) -> object: ...
    def digest(self) -> bytes: ...


class Hash(NamedTuple):
    """A digest and the algorithm that made it."""

    algorithm: str
    digest: bytes

    def base16(self) -> str:
        """The digest in base 16."""
        return self.digest.hex()

    def base32(self) -> str:
        """The digest in Nix's base 32."""
        digits: str = base32.encode(self.digest)
        return digits

    def base64(self) -> str:
        """The digest in padded base 64."""
        from binascii import b2a_base64  # a file of its own, which few evaluations need

        return b2a_base64(self.digest, newline=False).decode("ascii")

    def sri(self) -> str:
        """The digest as `algorithm-base64`."""
        return f"{self.algorithm}-{self.base64()}"

    def format(self, name: str) -> str:
        """The digest in one of `FORMATS`."""
        return {"base16": self.base16, "nix32": self.base32, "base64": self.base64, "sri": self.sri}[name]()


def check_algorithm(name: str, features: frozenset = frozenset()) -> str:
    """`name` if it is a hash algorithm and its experimental feature, if any, is on; else an error."""
    if name not in SIZES:
        expected = "'blake3', 'md5', 'sha1', 'sha256', or 'sha512'"
        raise _bad_hash(f"unknown hash algorithm '{name}', expect {expected}")
    if name == "blake3" and "blake3-hashes" not in features:
        raise missing_feature("blake3-hashes")
    return name


def missing_feature(feature: str, reason: str = "") -> EvalError:
    """The error for an experimental feature that is off."""
    why = f" ({reason})" if reason else ""
    return EvalError(
        Kind.VALUE,
        f"experimental Nix feature '{feature}' is disabled{why}; "
        f"add '--extra-experimental-features {feature}' to enable it",
    )


def hasher(algorithm: str) -> Hasher:
    """A fresh hash object of a known algorithm."""
    if algorithm == "sha256":
        known: Hasher = sha256()
        return known
    if algorithm == "blake3":
        try:
            import blake3  # type: ignore[import-not-found,unused-ignore]  # optional
        except ImportError:
            raise Unsupported("BLAKE3 hashes need the Python package 'blake3'; install it") from None
        made: Hasher = blake3.blake3()
        return made
    import hashlib  # loaded late: see digests.py

    return hashlib.new(algorithm, usedforsecurity=False)


def hash_bytes(algorithm: str, data: bytes) -> Hash:
    """The hash of some bytes."""
    made = hasher(algorithm)
    made.update(data)
    return Hash(algorithm, made.digest())


def parse(text: str, algorithm: str | None = None, features: frozenset = frozenset()) -> Hash:
    """Read a hash in any notation. `algorithm` is the one expected or None for any.

    A text without an algorithm needs one; a text with another algorithm is an error.
    """
    prefix, separator, digits = text.partition(":")
    sri = not separator
    if sri:
        prefix, separator, digits = text.partition("-")
    if not separator:
        if algorithm is None:
            raise _bad_hash(f"hash '{text}' does not include a type, nor is the type otherwise known from context")
        return Hash(algorithm, _decode(text, algorithm, False))
    check_algorithm(prefix, features)
    if algorithm is not None and algorithm != prefix:
        raise _bad_hash(f"hash '{text}' should have type '{algorithm}'")
    return Hash(prefix, _decode(digits, prefix, sri))


def parse_or_zero(text: str, algorithm: str | None, features: frozenset = frozenset()) -> Hash:
    """As `parse`, but the empty text stands for all zeros of a known algorithm, as in `outputHash`."""
    if text:
        return parse(text, algorithm, features)
    if algorithm is None:
        raise _bad_hash("empty hash requires explicit hash algorithm")
    return Hash(algorithm, bytes(SIZES[algorithm]))


def parse_format(name: str) -> tuple[str, str | None]:
    """The format that `convertHash` is asked for, and the warning that the name deserves or None."""
    if name == "base32":
        return "nix32", '"base32" is a deprecated alias for hash format "nix32".'
    if name not in FORMATS:
        expected = "'base16', 'base32', 'base64', or 'sri'"
        raise _bad_hash(f"unknown hash format '{name}', expect {expected}")
    return name, None


def _decode(digits: str, algorithm: str, sri: cython.bint) -> bytes:
    """The digest that bare digits stand for; their number tells the base unless it is an SRI."""
    size = SIZES[algorithm]
    count = len(digits)
    if sri:
        base, digest = "SRI", _from_base64(digits)
    elif count == 2 * size:
        base, digest = "base16", _from_base16(digits)
    elif count == base32.encoded_length(size):
        base, digest = "nix32", _from_base32(digits)
    elif count == (size + 2) // 3 * 4:
        base, digest = "Base64", _from_base64(digits)
    else:
        raise _bad_hash(f"hash '{digits}' has wrong length for hash algorithm '{algorithm}'")
    if len(digest) != size:
        raise _bad_hash(f"invalid {base} hash '{digits}', length {len(digest)} != expected length {size}")
    return digest


# A text with a character that is not a digit decodes to nothing, which then has the wrong length:
# that is how the reference words it.


def _from_base16(digits: str) -> bytes:
    try:
        return bytes.fromhex(digits) if digits.isalnum() else b""
    except ValueError:
        return b""


def _from_base32(digits: str) -> bytes:
    try:
        return decode(digits)
    except ValueError:
        return b""


def _from_base64(digits: str) -> bytes:
    """Lenient base 64: line feeds are skipped, the first `=` ends the text, spare bits are dropped."""
    plain = digits.partition("=")[0].replace("\n", "")
    if plain.translate(_NO_BASE64):
        return b""
    from binascii import a2b_base64

    # Rounded up to whole groups of four; what the filling added is cut off again.
    return a2b_base64(plain + "A" * ((4 - len(plain) % 4) % 4))[: len(plain) * 6 // 8]


def _bad_hash(message: str) -> EvalError:
    return EvalError(Kind.VALUE, message)
