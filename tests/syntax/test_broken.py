"""Texts that nobody wrote: pieces of real ones, put together wrongly."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.syntax.parsing import answer
from tests.syntax.sources import sources

TEXTS = [text for text, _ in sources()]
PIECES = [
    *" \n\r\0;:,@?.=!+-*/<>&|(){}[]\"$'~#\\",
    "${", "''", "...", "//", "++", "==", "->", "/*", "*/", "<a>", "a/b", "x:x", "1.5", "9" * 30, "\xe9",
    " if ", " then ", " else ", " let ", " in ", " with ", " assert ", " rec ", " inherit ", " or ", "a",
]  # fmt: skip


@st.composite
def broken_texts(draw: st.DrawFn) -> str:
    """One of the recorded texts with a few pieces of it replaced."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(PIECES)) + text[at + draw(st.integers(0, 3)) :]
    return text


@settings(max_examples=1000, deadline=None)
@given(broken_texts() | st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_any_text_has_an_answer(text: str) -> None:
    """There is a tree or an error inside the text, never another exception."""
    ours = answer(text.encode("latin-1"), ["--extra-experimental-features", "pipe-operators"])
    assert bool(ours.printed) != bool(ours.error)
    if ours.error:
        assert ours.line >= 1 and ours.column >= 1
