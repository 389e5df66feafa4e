"""Words of a command line: what they mean, and what they do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluator.configuration import BadConfiguration, read_configuration, set_option
from evaluator.invocation import UsageError, parse_words


def test_flags_stand_anywhere() -> None:
    """Files and flags mix as nix-instantiate lets them."""
    words = "a.nix -A x --strict b.nix --argstr n v -I p=q --json -- -E"
    asked = parse_words("eval", words.split(" "))
    assert asked.inputs == ["a.nix", "b.nix", "-E"]
    assert asked.attributes == ["x"] and asked.strict and asked.output == "json"
    assert asked.arguments == [("n", "string", "v")] and asked.search_path == ["p=q"]


def test_expressions_make_all_words_expressions() -> None:
    """-E is a switch, wherever it stands; short flags may share a dash."""
    assert parse_words("eval", ["1", "-E", "2"]).expressions
    assert parse_words("eval", ["-vE", "1"]).expressions


def test_modes_can_be_swapped() -> None:
    """Scripts that call `nix-instantiate --eval` can call any of the commands."""
    assert parse_words("instantiate", ["--eval"]).mode == "eval"
    assert parse_words("eval", ["--parse"]).mode == "parse"


def test_every_setting_is_a_flag() -> None:
    """`--NAME`, `--no-NAME`, `--NAME VALUE` and `--option NAME VALUE` are the same."""
    words = "--pure-eval --no-eval-cache --max-call-depth 5 --option show-trace true --system s"
    asked = parse_words("eval", words.split(" "))
    assert asked.options == {
        "pure-eval": "true",
        "eval-cache": "false",
        "max-call-depth": "5",
        "show-trace": "true",
        "system": "s",
    }
    assert parse_words("eval", ["--option", "frob", "1"]).unknown_settings == ["frob"]


@pytest.mark.parametrize(
    "words, message",
    [
        (["--frob"], "unrecognised flag '--frob'"),
        (["-x"], "unrecognised flag '-x'"),
        (["--attr=a"], "unrecognised flag '--attr=a'"),
        (["-A"], "'-A' requires an argument"),
        (["-I"], "flag '-I' requires 1 argument(s), but only 0 were given"),
        (["--arg", "a"], "flag '--arg' requires 2 argument(s), but only 1 were given"),
        (["--max-call-depth"], "flag '--max-call-depth' requires 1 argument(s), but only 0 were given"),
        (["--add-root", "x"], "'--add-root' needs '--write': nothing is written otherwise"),
    ],
)
def test_words_that_mean_nothing(words: list[str], message: str) -> None:
    """The messages are the reference's."""
    with pytest.raises(UsageError) as caught:
        parse_words("instantiate", words)
    assert str(caught.value) == message


def test_configuration_files_and_their_order(tmp_path: Path) -> None:
    """The system's file, the user's files, then NIX_CONFIG; `extra-` adds to a list."""
    (tmp_path / "nix.conf").write_text("cores = 1 # none\nmax-jobs = 2\nsystem = a\n\nmax-jobs = 3\n")
    (tmp_path / "user.conf").write_text("system = b\nexperimental-features = flakes\n!include none\n")
    found = read_configuration(
        {
            "NIX_CONF_DIR": str(tmp_path),
            "NIX_USER_CONF_FILES": f"{tmp_path}/user.conf:",
            "NIX_CONFIG": "extra-experimental-features = pipe-operators\nunknown = 1",
        }
    )
    assert found == {
        "cores": "1",
        "max-jobs": "3",
        "system": "b",
        "experimental-features": "flakes pipe-operators",
    }


@pytest.mark.parametrize(
    "text, message",
    [
        ("bogus", "syntax error in configuration line 'bogus' in \"NIX_CONFIG\""),
        ("include /no/such", 'file "/no/such" included from "NIX_CONFIG" not found'),
    ],
)
def test_bad_configurations(text: str, message: str) -> None:
    """What Nix refuses is refused in its words."""
    environment = {"NIX_CONF_DIR": "/nowhere", "NIX_USER_CONF_FILES": "", "NIX_CONFIG": text}
    with pytest.raises(BadConfiguration) as caught:
        read_configuration(environment)
    assert str(caught.value) == message


def test_old_names_of_settings() -> None:
    """Names of Nix 1 are still understood."""
    options: dict[str, str] = {}
    assert set_option(options, "build-cores", "4") and options == {"cores": "4"}
    assert not set_option(options, "no-such", "1")
