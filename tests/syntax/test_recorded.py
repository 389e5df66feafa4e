"""The parser says of each small text what reference Nix said."""

from __future__ import annotations

import pytest

from tests.syntax.parsing import answer
from tests.syntax.sources import Answer, recorded, sources


@pytest.mark.parametrize("expected", recorded(), ids=lambda expected: ascii(expected.source))
def test_answer_is_the_reference_s(expected: Answer) -> None:
    """The same tree, or the same message at the same place, after the same warnings."""
    ours = answer(expected.source.encode("latin-1"), expected.options)
    if not expected.crash:
        assert ours == expected


def test_every_text_is_recorded() -> None:
    """No text of sources.txt lacks an answer, and there is no answer without its text."""
    assert [(known.source, known.options) for known in recorded()] == sources()
