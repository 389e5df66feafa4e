"""Deep recursion of every sort: an answer or an error; never the end of the process.

`python -m tests.differential.deep_values` compares the answers with those of the reference.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.differential.batches import OurAnswers
from tests.differential.deep_values import LIST, SET, nested, programs
from tests.differential.programs import Program, make_root


@pytest.mark.parametrize("name", programs())
def test_deep_programs_end(name: str, tmp_path: Path) -> None:
    """There is a value or an error, and the process goes on."""
    case = Program(programs()[name].encode()).place(make_root(tmp_path), 0, "strict")
    answer = OurAnswers([case]).wait()[0]
    assert answer.error != "crash", answer.message


@pytest.mark.parametrize("print_as", ["lazy", "json", "xml"])
def test_deep_values_are_printed(print_as: str, tmp_path: Path) -> None:
    """In every form, 200,000 levels end in a value or an error."""
    texts = [nested(step, 200_000, "nested") for step in (LIST, SET)]
    cases = [
        Program(text.encode()).place(make_root(tmp_path), number, print_as) for number, text in enumerate(texts)
    ]
    assert [answer.message for answer in OurAnswers(cases).wait() if answer.error == "crash"] == []
