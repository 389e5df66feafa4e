"""Store paths: their names, the rules for them, and how each kind is computed. Nothing touches a disk.

A store path is `<store directory>/<32 base-32 digits>-<name>`. Everywhere here a *path* is that
whole text and a *base name* is what follows the store directory. The rules are those of the Nix
manual, "Store path calculation"; the error texts are the reference's.
"""

import cython
from cython.cimports.evaluator.store.base32 import encode
from cython.cimports.evaluator.store.digests import digest_of, hex_digest_of

from evaluator.errors import EvalError, Kind
from evaluator.store import base32
from evaluator.store.hashes import Hash

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

DEFAULT_STORE_DIR = "/nix/store"
HASH_DIGITS = 32
MAX_NAME = 211

FLAT, NAR, TEXT, GIT = "flat", "nar", "text", "git"
"""How the content behind a content address is hashed: the bytes of a file, its NAR, bytes that may hold
references, its git tree."""

METHOD_PREFIXES = {FLAT: "", NAR: "r:", TEXT: "text:", GIT: "git:"}
"""What stands before the algorithm wherever a method and an algorithm are written as one word."""

_NAME_CHARACTERS = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+-._?=")


def is_plain_name(name: str) -> bool:
    """Whether a name is valid without a closer look: right characters, not too many, no dot at the start."""
    size: cython.Py_ssize_t = len(name)
    if size == 0 or size > 211 or kind_of(name) != 1:
        return False
    text: cython.p_uchar = one_byte_data(name)
    at: cython.Py_ssize_t
    c: cython.uchar
    for at in range(size):
        c = text[at]
        if not (97 <= c <= 122 or 65 <= c <= 90 or 45 <= c <= 46 or 48 <= c <= 57 or c in (43, 61, 63, 95)):
            return False
    return text[0] != 46


def name_problem(name: str) -> str | None:
    """What is wrong with the name of a store object, in the reference's words, or None."""
    if is_plain_name(name):
        return None
    if not name:
        return "name must not be empty"
    if len(name) > MAX_NAME:
        return f"name '{name}' must be no longer than {MAX_NAME} characters"
    if name in (".", ".."):
        return f"name '{name}' is not valid"
    for dots in (".", ".."):
        if name.startswith(dots + "-"):
            return f"name '{name}' is not valid: first dash-separated component must not be '{dots}'"
    for character in name:
        if character not in _NAME_CHARACTERS:
            return f"name '{name}' contains illegal character '{character}'"
    return None  # a dot at the start of a longer word


def check_name(name: str, base_name: str) -> None:
    """Raise the reference's error if `name` may not end the store path `base_name`."""
    problem = name_problem(name)
    if problem is not None:
        raise EvalError(Kind.STORE, f"path '{base_name}' is not a valid store path: {problem}")


def check_base_name(base_name: str) -> str:
    """`base_name` if it is digits, any character, and a valid name; else the reference's error."""
    if len(base_name) < HASH_DIGITS + 1:
        raise EvalError(Kind.STORE, f"'{base_name}' is too short to be a valid store path")
    for character in base_name[:HASH_DIGITS]:
        if character not in base32.DIGITS:
            raise EvalError(Kind.STORE, f"store path '{base_name}' contains illegal base-32 character '{character}'")
    check_name(base_name[HASH_DIGITS + 1 :], base_name)
    return base_name


def is_store_path(store_dir: str, path: str) -> bool:
    """Whether `path` is a well-formed store path itself, not something below one."""
    if not path.startswith(store_dir + "/"):
        return False
    try:
        check_base_name(path[len(store_dir) + 1 :])
    except EvalError:
        return False
    return True


def check_path(store_dir: str, path: str) -> str:
    """`path` if it is a well-formed store path itself; else the reference's error."""
    directory, _, base_name = path.rpartition("/")
    if directory != store_dir:
        raise EvalError(Kind.STORE, f"path '{path}' is not in the Nix store")
    check_base_name(base_name)
    return path


def split_path(store_dir: str, path: str) -> tuple[str, str]:
    """The store path that a canonical path is in, and the rest (empty or starting with a slash)."""
    if not path.startswith(store_dir + "/") or len(path) == len(store_dir) + 1:
        raise EvalError(Kind.STORE, f"path '{path}' is not in the Nix store")
    base_name, slash, rest = path[len(store_dir) + 1 :].partition("/")
    check_base_name(base_name)
    return f"{store_dir}/{base_name}", slash + rest


def name_of(path: str) -> str:
    """The name part of a store path."""
    return path[path.rindex("/") + HASH_DIGITS + 2 :]


def digits_of(path: str) -> str:
    """The hash part of a store path."""
    start = path.rindex("/") + 1
    return path[start : start + HASH_DIGITS]


def compress(digest: bytes) -> bytes:
    """A SHA-256 digest folded to 20 bytes by exclusive or."""
    data: cython.p_const_uchar = digest
    folded: cython.uchar[20]
    at: cython.int
    for at in range(20):
        folded[at] = data[at] ^ data[at + 20] if at < 12 else data[at]
    return cython.cast(cython.p_char, folded)[:20]


def make_path(store_dir: str, kind: str, inner: str, name: str) -> str:
    """The store path of a fingerprint. `inner` is the algorithm and base-16 digest of the content,
    as `sha256:0f3c...`; `name` must be a valid one."""
    fingerprint: str = f"{kind}:{inner}:{store_dir}:{name}"
    path: str = f"{encode(compress(digest_of(fingerprint.encode('latin-1'))))}-{name}"
    if not is_plain_name(name):
        check_name(name, path)
    return f"{store_dir}/{path}"


def output_path(store_dir: str, output: str, modulo: str, name: str) -> str:
    """Where an output of an input-addressed derivation goes. `modulo` is the base-16 hash of the
    derivation with its inputs and outputs replaced, `name` the derivation's name."""
    whole = name if output == "out" else f"{name}-{output}"
    return make_path(store_dir, f"output:{output}", f"sha256:{modulo}", whole)


def text_path(store_dir: str, content: bytes, references: Iterable[str], name: str) -> str:
    """The path of a file with known text and references: a `.drv` file, or what `toFile` makes."""
    kind: str = ":".join(["text", *sorted(references)])
    return make_path(store_dir, kind, f"sha256:{hex_digest_of(content)}", name)


def fixed_output_path(store_dir: str, method: str, content: Hash, name: str, references: Iterable[str] = ()) -> str:
    """The path of content-addressed data: fixed outputs, sources, `builtins.path`.

    `references` are the other store paths it refers to; only NAR and text hashes may have any.
    """
    inner = f"{content.algorithm}:{content.base16()}"
    if method == TEXT:
        return make_path(store_dir, ":".join(["text", *sorted(references)]), inner, name)
    if method == NAR and content.algorithm == "sha256":
        return make_path(store_dir, ":".join(["source", *sorted(references)]), inner, name)
    if list(references):
        raise EvalError(
            Kind.STORE,
            f"fixed output derivation '{name}' is not allowed to refer to other store paths.\n"
            "You may need to use the 'unsafeDiscardReferences' derivation attribute, "
            "see the manual for more details.",
        )
    described = f"fixed:out:{METHOD_PREFIXES[method]}{inner}:"
    return make_path(store_dir, "output:out", f"sha256:{hex_digest_of(described.encode('latin-1'))}", name)


def placeholder(output: str) -> str:
    """What stands for the path of its own output in a derivation: a text no path can be."""
    return f"/{encode(digest_of(f'nix-output:{output}'.encode('latin-1')))}"


def upstream_placeholder(drv_path: str, output: str) -> str:
    """What stands for an output of another derivation whose path only its build will tell."""
    return f"/{encode(_upstream_digest(drv_path, output))}"


def dynamic_placeholder(placeholder_digits: str, output: str) -> str:
    """What stands for an output of a derivation that is itself the output behind a placeholder."""
    compressed: bytes = compress(base32.decode(placeholder_digits.removeprefix("/")))
    text: str = f"nix-computed-output:{encode(compressed)}:{output}"
    return f"/{encode(digest_of(text.encode('latin-1')))}"


def _upstream_digest(drv_path: str, output: str) -> bytes:
    name = name_of(drv_path).removesuffix(".drv")
    if output != "out":
        name = f"{name}-{output}"
    return digest_of(f"nix-upstream-output:{digits_of(drv_path)}:{name}".encode("latin-1"))
