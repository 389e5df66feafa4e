"""Between the evaluator's byte strings (one character per byte) and Unicode, for people and for JSON."""

from __future__ import annotations

import os


def byte_text(text: str) -> str:
    """Unicode as the evaluator's byte string."""
    return os.fsencode(text).decode("latin-1")


def unicode_text(text: str) -> str:
    """A byte string of the evaluator as Unicode."""
    return text.encode("latin-1").decode("utf-8", "replace")
