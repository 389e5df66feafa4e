"""A whole comparison run, with made-up answers on both sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from eval_jobs.comparison import Verdict
from eval_jobs.ours import Ours
from eval_jobs.paths import AttrPath
from eval_jobs.pool import Limits, Pool
from eval_jobs.reference.protocol import Reference, ReferenceFailed
from eval_jobs.reference.recorded import RecordedReference
from eval_jobs.regression import Folder, Regression, ask, evaluate, paths_to_compare
from eval_jobs.results import Outcome, Record
from eval_jobs.root import Root
from tests.eval_jobs.test_pool import Scripted


def recorded(tmp_path: Path, lines: str) -> RecordedReference:
    file = tmp_path / "answers.jsonl"
    file.write_text(lines)
    return RecordedReference(file)


def compare_all(
    regression: Regression, reference: Reference, paths: list[AttrPath] | None, folder: Folder
) -> None:
    """Both sides, ours by the made-up evaluator."""
    ours = Ours(Pool(Scripted(), Limits()))
    evaluate([regression], ours, paths, lambda record: folder.keep("ours", record))
    ask(regression, reference, paths or list(regression.ours), folder.keep)


def test_a_run_compares_what_was_recorded(tmp_path: Path) -> None:
    """Without a list, the recording says what to compare."""
    reference = recorded(
        tmp_path, '{"attrPath":["fail"],"error":"no"}\n{"attr":"crash","drvPath":"/a.drv"}\n'
    )
    regression = Regression(Root(expression="{}"), reference.name)
    folder = Folder(tmp_path / "out")
    compare_all(regression, reference, paths_to_compare(None, reference), folder)
    folder.close()
    assert [(verdict, ours.attr) for verdict, ours, _ in regression.verdicts()] == [
        (Verdict.CRASH, "crash"),
        (Verdict.BOTH_FAIL_ALIKE, "fail"),
    ]
    assert regression.complete
    assert len((tmp_path / "out" / "ours.jsonl").read_text().splitlines()) == 2
    assert RecordedReference(tmp_path / "out" / "reference.jsonl").paths() == [("fail",), ("crash",)]


class Interrupting:
    """A reference that Ctrl-C hits after one answer."""

    name = "interrupting"

    def answers(self, paths: Sequence[AttrPath]) -> Iterator[Record]:
        yield Record(paths[0], Outcome.DERIVATION, "/a.drv")
        raise KeyboardInterrupt


def test_an_interrupted_run_keeps_what_it_has(tmp_path: Path) -> None:
    """What was answered by then is compared, counted and marked as incomplete."""
    regression = Regression(Root(expression="{}"), "x")
    folder = Folder(tmp_path)
    paths: list[AttrPath] = [("fail",), ("ok",)]
    with pytest.raises(KeyboardInterrupt):
        compare_all(regression, Interrupting(), paths, folder)
    summary = regression.summary("0")
    assert not summary["complete"]
    assert summary["evaluated"] == {"ours": 2, "reference": 1} and summary["total"] == 1
    assert (tmp_path / "reference.jsonl").read_text().count("\n") == 1


@pytest.mark.parametrize(
    "lines, message",
    [
        ("", "holds no answers"),
        ("nonsense\n", "answers.jsonl:1: not a JSON object"),
        ("[1]\n", "answers.jsonl:1: not a JSON object"),
        ('{"attrPath":["a"]}\n', "answers.jsonl:1: neither 'drvPath' nor 'error'"),
        ('{"drvPath":"x"}\n', "answers.jsonl:1: no 'attrPath'"),
    ],
)
def test_recordings_that_cannot_be_read(tmp_path: Path, lines: str, message: str) -> None:
    """A recording that is none says where and why."""
    with pytest.raises(ReferenceFailed, match=message):
        recorded(tmp_path, lines)


def test_a_recording_without_an_answer_says_so(tmp_path: Path) -> None:
    """Attributes that were never recorded cannot be compared."""
    reference = recorded(tmp_path, '{"attrPath":["a"],"error":"throw"}\n')
    with pytest.raises(ReferenceFailed, match="no answer for 1 of 2 attributes, the first is 'b'"):
        list(reference.answers([("a",), ("b",)]))


def test_an_absent_recording() -> None:
    """A file that is not there is one message."""
    with pytest.raises(ReferenceFailed, match="cannot read '/no/such/file': No such file"):
        RecordedReference(Path("/no/such/file"))
