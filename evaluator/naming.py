"""What people call a code object: in frames of a debugger, and in profiles."""

from __future__ import annotations

from typing import Any

from evaluator.bytecode.code import CodeKind
from evaluator.rendering import readable


def kind_of(code: Any) -> str:
    """`file`, `function` or `thunk`."""
    if code.kind == CodeKind.FILE:
        return "file"
    return "function" if code.kind == CodeKind.FUNCTION else "thunk"


def title_of(code: Any) -> str:
    """What a code object is called: by the name it is bound to, if it is."""
    kind = kind_of(code)
    if kind == "file":
        return "file"
    if kind == "function":
        return f"function {readable(code.name)}" if code.name else "anonymous function"
    return f"value of {readable(code.name)}" if code.name else "expression"
