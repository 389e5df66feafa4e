"""What `derivationStrict` makes of its arguments, each with what the reference answered."""

import pytest

from evaluator.errors import EvalError
from evaluator.store import context
from evaluator.store.instantiation import (
    Instance,
    Request,
    check_drv_name,
    check_outputs,
    instantiate,
    parse_algorithm,
    parse_method,
)
from evaluator.store.registry import Registry

EMPTY = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


def request(name: str = "a", **more: object) -> Request:
    """The request of `derivation { name; system = "x"; builder = "b"; }` and more fields."""
    env = {"builder": "b", "name": name, "system": "x"}
    env.update(more.pop("env", {}))  # type: ignore[call-overload]
    return Request(name, "x", "b", env=env, **more)  # type: ignore[arg-type]


def test_input_addressed() -> None:
    """Each output has a path; both paths and the derivation's depend on everything."""
    env = {"outputs": "out dev"}
    assert instantiate(Registry(), request(env=env, outputs=["out", "dev"])) == Instance(
        "/nix/store/cd4d25i83nm3pkrp869vbjan20b52ivf-a.drv",
        {
            "out": "/nix/store/mlfl4rh0hvn8x9n2a7p2a4l47271zq4j-a",
            "dev": "/nix/store/80cn8k6aqwl8jcb59d7galxp4i4cdz9d-a-dev",
        },
        [],
    )


def test_fixed_output() -> None:
    """The output path comes from the hash alone."""
    made = instantiate(Registry(), request(env={"outputHash": EMPTY}, output_hash=EMPTY))
    assert made == Instance(
        "/nix/store/vf19jz0dxwmrfc4bj0451lp14g489brz-a.drv",
        {"out": "/nix/store/fv16lcs3lf0l78jdd486kp1p9rp2nniz-a"},
        [],
    )


def test_empty_hash_warns() -> None:
    """An empty `outputHash` counts as zeros, and says so."""
    env = {"outputHash": "", "outputHashAlgo": "sha256"}
    made = instantiate(Registry(), request(env=env, output_hash="", algorithm="sha256"))
    assert made.drv_path == "/nix/store/kgx21z6pnc2bnbykjm2dss6xiqn42kl6-a.drv"
    zeros = "A" * 43
    assert made.warnings == [f"found empty hash, assuming 'sha256-{zeros}='"]


def test_floating_outputs() -> None:
    """Outputs known only after the build show as placeholders; content-addressed and impure differ."""
    made = instantiate(Registry(), request(content_addressed=True))
    assert made.drv_path == "/nix/store/i6nh9nk5c032hyfcbdaj9fhwyy7a6g7z-a.drv"
    assert made.outputs == {"out": "/004nrmbxzdp6594ia983x6zpw940r0v3krzk40c98n1d89xkppwj"}
    impure = instantiate(Registry(), request(impure=True))
    assert impure.drv_path == "/nix/store/xl56ynqx54wih6nnn09fag6drd0yk8sv-a.drv"


def test_users_of_floating_outputs_are_deferred() -> None:
    """A derivation that uses a content-addressed one has no output paths yet, nor have its users."""
    registry = Registry()
    made = instantiate(registry, request(content_addressed=True))
    user = Request("c", "x", "b", outputs=["out", "dev"])
    user.env = {"builder": "b", "d": made.outputs["out"], "name": "c", "outputs": "out dev", "system": "x"}
    user.context = [context.output_element("out", made.drv_path)]
    second = instantiate(registry, user)
    assert second.drv_path == "/nix/store/53p8jhvi7c3vljl5hl189w3xvr3yalww-c.drv"
    assert second.outputs["out"] == "/1s5p07gkp33nb962a5jpanmfj03hxzm8b66bi0686swz1f8w8r9g"
    assert registry.modulo(second.drv_path) is None


def test_deep_context_brings_the_closure() -> None:
    """`=drv` makes every derivation behind it an input with all outputs, and its file a source."""
    registry = Registry(read_only=False)
    inner = instantiate(registry, request("inner"))
    middle = request("middle", outputs=["out", "dev"], context=[f"!out!{inner.drv_path}", "/nix/store/s"])
    outer = instantiate(registry, middle)
    made = instantiate(registry, request("deep", context=[context.deep_element(outer.drv_path)]))
    drv = registry.get(made.drv_path)
    assert {path: used.outputs for path, used in drv.input_drvs.items()} == {
        inner.drv_path: ("out",),
        outer.drv_path: ("dev", "out"),
    }
    assert drv.input_srcs == {inner.drv_path, outer.drv_path, "/nix/store/s"}


def test_deep_context_in_read_only_mode() -> None:
    """What was not written has no closure there."""
    registry = Registry("/no/store")
    inner = instantiate(registry, request("inner"))
    with pytest.raises(EvalError) as caught:
        instantiate(registry, request(context=[context.deep_element(inner.drv_path)]))
    assert caught.value.message == f"path '{inner.drv_path}' is not valid"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            {"output_hash": "abc"},
            "hash 'abc' does not include a type, nor is the type otherwise known from context",
        ),
        ({"output_hash": ""}, "empty hash requires explicit hash algorithm"),
        (
            {"output_hash": EMPTY, "outputs": ["b"]},
            "multiple outputs are not supported in fixed-output derivations",
        ),
        (
            {"output_hash": "md5:" + "0" * 32, "method": "git"},
            "Git file ingestion must use SHA-1 or SHA-256 hash, but instead using: md5",
        ),
        (
            {"content_addressed": True, "impure": True},
            "derivation cannot be both content-addressed and impure",
        ),
        (
            {"context": ["!out!/no/store/" + "0" * 32 + "-a.drv"]},
            f"store path '/no/store/{'0' * 32}-a.drv' does not exist",
        ),
        (
            {"name": "a.drv"},
            "derivation names are allowed to end in '.drv' only if they produce a single derivation file",
        ),
    ],
)
def test_errors_are_the_references(more: dict[str, object], message: str) -> None:
    """Each wrong request gets the reference's words."""
    with pytest.raises(EvalError) as caught:
        instantiate(Registry("/no/store"), request(**more))  # type: ignore[arg-type]
    assert caught.value.message == message


def test_required_attributes() -> None:
    """Empty counts as missing; the builder is asked for first."""
    with pytest.raises(EvalError, match="required attribute 'builder' missing"):
        instantiate(Registry(), Request("a"))
    with pytest.raises(EvalError, match="required attribute 'system' missing"):
        instantiate(Registry(), Request("a", builder="b"))


def test_unknown_output_of_an_input() -> None:
    """An output that the input does not have is an error; the reference names the user there."""
    registry = Registry()
    made = instantiate(registry, request())
    with pytest.raises(EvalError, match="no hash for output 'foo' of derivation 'b'"):
        instantiate(registry, request("b", context=[f"!foo!{made.drv_path}"]))


def test_single_attributes() -> None:
    """The checks that belong to one attribute."""
    with pytest.raises(EvalError, match="duplicate derivation output 'a'"):
        check_outputs(["a", "a"])
    with pytest.raises(EvalError, match="invalid derivation output name 'drvPath'"):
        check_outputs(["drvPath"])
    with pytest.raises(EvalError, match="derivation cannot have an empty set of outputs"):
        check_outputs([])
    with pytest.raises(EvalError, match="invalid derivation name: name must not be empty"):
        check_drv_name("")
    with pytest.raises(EvalError, match="invalid value 'foo' for 'outputHashMode' attribute"):
        parse_method("foo", "a", frozenset())
    with pytest.raises(EvalError, match=r"'dynamic-derivations' is disabled .text-hashed derivation 'a'"):
        parse_method("text", "a", frozenset())
    with pytest.raises(EvalError, match="'git-hashing' is disabled"):
        parse_method("git", "a", frozenset())
    assert parse_algorithm("foo", frozenset()) is None
    assert parse_algorithm("sha512", frozenset()) == "sha512"
