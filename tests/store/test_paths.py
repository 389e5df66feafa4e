"""Store paths and placeholders, each with what the reference answered."""

import pytest

from evaluator.errors import EvalError
from evaluator.store import hashes, paths

STORE = "/nix/store"


def test_text_path() -> None:
    """What `builtins.toFile` says."""
    assert paths.text_path(STORE, b"x", (), "...") == "/nix/store/yb8mghldrp61nwsyxz9bnxcjhhhx201w-..."


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("flat", "/nix/store/fv16lcs3lf0l78jdd486kp1p9rp2nniz-a"),
        ("nar", "/nix/store/vvg4vb767vrnsqhb7ih58v4a5gq4iyy4-a"),
        ("text", "/nix/store/rjpa7kdyl9a1irk0c5q47h80g8sam5p8-a"),
        ("git", "/nix/store/zmj4x634r40mnln37hgvx9llp8d2npxd-a"),
    ],
)
def test_fixed_output_path(method: str, path: str) -> None:
    """The path of the SHA-256 of nothing depends on the method."""
    assert paths.fixed_output_path(STORE, method, hashes.hash_bytes("sha256", b""), "a") == path


def test_placeholders() -> None:
    """A derivation's own output, another's, and one of a derivation that is an output."""
    assert paths.placeholder("out") == "/1rz4g4znpzjwh1xymhjpm42vipw92pr73vdgl6xs1hycac8kf2n9"
    upstream = paths.upstream_placeholder("/nix/store/i6nh9nk5c032hyfcbdaj9fhwyy7a6g7z-a.drv", "out")
    assert upstream == "/004nrmbxzdp6594ia983x6zpw940r0v3krzk40c98n1d89xkppwj"
    other = paths.upstream_placeholder("/x/ir8jzwjbs29jfgynznjphrx8s4815h07-a.drv.drv", "out")
    assert other == "/1br7jdvpl0bg3vqqjf1a2smhwyd26ygmcli2hvjgqqdnfhncvjbc"
    dynamic = paths.dynamic_placeholder(other, "out")
    assert dynamic == "/18bpfkxrd21kyam2iah4kf840wc6qmjl0bv73vk4m83iabvq4dk7"
    nested = paths.dynamic_placeholder(dynamic, "dev")
    assert nested == "/0zdj4kp6r02nf19ps8y2djf4s00wa1jn4pymx6zhyz170a4lsk04"


@pytest.mark.parametrize("name", ["a", "...", ".a", "a=?+._-b", "a" * 211, "ab.drv", "a-."])
def test_valid_names(name: str) -> None:
    """Names that the reference takes."""
    assert paths.name_problem(name) is None


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", "name must not be empty"),
        (".", "name '.' is not valid"),
        ("..", "name '..' is not valid"),
        (".-a", "name '.-a' is not valid: first dash-separated component must not be '.'"),
        ("..-a", "name '..-a' is not valid: first dash-separated component must not be '..'"),
        ("a b", "name 'a b' contains illegal character ' '"),
        ("a\n", "name 'a\n' contains illegal character '\n'"),
        ("\xe9", "name '\xe9' contains illegal character '\xe9'"),
        ("a" * 212, f"name '{'a' * 212}' must be no longer than 211 characters"),
    ],
)
def test_invalid_names(name: str, problem: str) -> None:
    """Names that the reference refuses, with its reasons; the path stands in the message."""
    assert paths.name_problem(name) == problem
    with pytest.raises(EvalError) as caught:
        paths.text_path(STORE, b"", (), name)
    assert caught.value.message.endswith(f"-{name}' is not a valid store path: {problem}")


@pytest.mark.parametrize(
    ("base_name", "message"),
    [
        ("foo", "'foo' is too short to be a valid store path"),
        ("0" * 32 + "-", f"path '{'0' * 32}-' is not a valid store path: name must not be empty"),
        ("e" + "0" * 31 + "-a", f"store path 'e{'0' * 31}-a' contains illegal base-32 character 'e'"),
    ],
)
def test_malformed_store_paths(base_name: str, message: str) -> None:
    """What `builtins.storePath` says of them."""
    with pytest.raises(EvalError) as caught:
        paths.split_path(STORE, f"{STORE}/{base_name}/x")
    assert caught.value.message == message
    assert not paths.is_store_path(STORE, f"{STORE}/{base_name}")


def test_parts_of_a_store_path() -> None:
    """Digits, name, and what stands below."""
    path = "/nix/store/yb8mghldrp61nwsyxz9bnxcjhhhx201w-hello-1.0"
    assert paths.split_path(STORE, path + "/bin/x") == (path, "/bin/x")
    assert paths.name_of(path) == "hello-1.0"
    assert paths.digits_of(path) == "yb8mghldrp61nwsyxz9bnxcjhhhx201w"
    with pytest.raises(EvalError, match="path '/etc/passwd' is not in the Nix store"):
        paths.split_path(STORE, "/etc/passwd")
