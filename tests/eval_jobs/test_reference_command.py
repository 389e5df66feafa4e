"""The live reference: many attributes to a process, and what happens when it dies."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from corpus.recording import PACKAGES, answers_file
from eval_jobs.error_kinds import ErrorKind
from eval_jobs.paths import AttrPath
from eval_jobs.reference.command import CommandReference
from eval_jobs.reference.protocol import ReferenceFailed
from eval_jobs.reference.recorded import RecordedReference
from eval_jobs.results import Outcome, Record
from eval_jobs.root import Root

ZOO = """{
  good = derivation { name = "good"; system = "x86_64-linux"; builder = "/bin/sh"; };
  thrown = throw "gone";
  missing = {}.x;
  endless = let x = x; in x;
  value = 1;
  slow = let numbers = builtins.genList (y: y) 1000000; sum = builtins.foldl' (a: b: a + b); in
    builtins.foldl' (a: b: sum a numbers) 0 numbers;
}"""


def ask(program: str, expression: str, names: list[str], **more: object) -> dict[AttrPath, Record]:
    """The reference's records of top-level attributes."""
    adapter = CommandReference(program, Root(expression=expression), **more)  # type: ignore[arg-type]
    return {record.path: record for record in adapter.answers([(name,) for name in names])}


def test_uncatchable_errors_cost_one_attribute(reference: str) -> None:
    """Errors that end the process leave the rest of the batch alone."""
    records = ask(reference, ZOO, ["missing", "good", "endless", "thrown", "value"], workers=1)
    assert {path[0]: record.kind for path, record in records.items()} == {
        "missing": ErrorKind.MISSING_ATTRIBUTE,
        "good": None,
        "endless": ErrorKind.INFINITE_RECURSION,
        "thrown": ErrorKind.CAUGHT,
        "value": ErrorKind.NOT_A_DERIVATION,
    }
    good = records[("good",)]
    assert good.name == "good" and good.system == "x86_64-linux" and list(good.outputs) == ["out"]


def test_explain_gets_the_text_of_a_caught_error(reference: str) -> None:
    """A batch swallows what was thrown; asking again gives the words."""
    adapter = CommandReference(reference, Root(expression=ZOO))
    (record,) = adapter.answers([("thrown",)])
    assert adapter.explain(record).error == "gone"


def test_a_slow_attribute_times_out_alone(reference: str) -> None:
    """An attribute over the limit is recorded as such, and the next one is asked."""
    records = ask(reference, ZOO, ["slow", "good"], workers=1, item_timeout=2.0)
    assert records[("slow",)].outcome is Outcome.TIMEOUT
    assert records[("good",)].outcome is Outcome.DERIVATION


def test_arguments_reach_functions_on_the_way(reference: str) -> None:
    """`--arg` values go where a function takes them by name, as with -A."""
    text = '{ system ? "none" }: { a = { name }: derivation { inherit name system; builder = "b"; }; }'
    adapter = CommandReference(reference, Root(expression=text, arguments=(("name", '"n"'), ("unused", "1"))))
    (record,) = adapter.answers([("a",)])
    assert (record.name, record.system) == ("n", "none")


def test_a_bad_root_is_the_harness_business(reference: str) -> None:
    """A root that fails is no attribute's failure."""
    with pytest.raises(ReferenceFailed, match="cannot evaluate the root: undefined variable"):
        ask(reference, "nothing", ["a"])


def test_an_absent_program() -> None:
    """A reference that is not there is one clear message."""
    with pytest.raises(ReferenceFailed, match="there is no reference program '/no/such/nix'"):
        CommandReference("/no/such/nix", Root(expression="{}"))


@pytest.mark.parametrize(
    "body, message",
    [
        ("exit 7", "ended with status 7 before it answered anything"),
        ("kill -9 $$", "was ended by SIGKILL before it answered anything"),
        ("exit 0", "ended with status 0 before it answered anything"),
        ("echo odd words >&2; exit 1", "odd words"),
    ],
)
def test_a_program_that_dies(tmp_path: Path, body: str, message: str) -> None:
    """A reference that dies before it answers is a failure of the harness."""
    program = tmp_path / "nix-instantiate"
    program.write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo "fake 1" && exit 0\n{body}\n')
    program.chmod(0o755)
    with pytest.raises(ReferenceFailed, match=message):
        ask(str(program), "{}", ["a"])


def test_a_program_that_dies_in_the_middle(tmp_path: Path) -> None:
    """A crash costs the attribute that was being evaluated, and the next process goes on behind it."""
    program = tmp_path / "nix-instantiate"
    program.write_text(
        '#!/bin/sh\n[ "$1" = --version ] && echo "fake 1" && exit 0\n'
        'text=$(cat); echo "trace: nixray-begin 0" >&2\n'
        'case "$text" in *crasher*) kill -SEGV $$;; esac\n'
        'echo "trace: nixray-end 0 {}" >&2\n'
    )
    program.chmod(0o755)
    records = ask(str(program), "{}", ["crasher", "other"], workers=1)
    assert records[("crasher",)].outcome is Outcome.CRASH
    assert records[("other",)].kind is ErrorKind.NOT_A_DERIVATION


def test_the_recorded_answers_are_still_what_the_reference_says(reference: str) -> None:
    """The embedded set's recording is current: same attributes, same answers."""
    adapter = CommandReference(reference, Root(file=PACKAGES))
    version = adapter.name.split()[-1]
    if not answers_file(version).exists():
        pytest.skip(f"no answers of Nix {version} are recorded")
    recorded = RecordedReference(answers_file(version))
    assert sorted(adapter.discover()) == sorted(recorded.paths())
    for record in adapter.answers(recorded.paths()):
        kept = recorded.records[record.path]
        assert (record.drv_path, record.kind) == (kept.drv_path, kept.kind)


def test_no_environment_is_needed(reference: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no Nix is installed the reference gets state folders to throw away."""
    for name in [name for name in os.environ if name.startswith("NIX_")]:
        monkeypatch.delenv(name)
    assert ask(reference, ZOO, ["good"])[("good",)].drv_path is not None
