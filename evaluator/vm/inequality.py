"""Why two values are not equal: the message of a failed `assert a == b`.

The wording and the order in which things are compared are the reference's (2.34.8, observed).
"""

from __future__ import annotations

from evaluator.errors import CatchableError, Context, EvalError, Kind
from evaluator.printing import attribute_name
from evaluator.values import AttrSet, Path
from evaluator.vm import describe, symbols
from evaluator.vm.comparison import equal
from evaluator.vm.failures import attribute_place
from evaluator.vm.forcing import force

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def failed(condition: str, left: Any, right: Any) -> EvalError:
    """The error of `assert left == right`, where the values are known to differ."""
    error = _difference(left, right)
    error.notes.append(Context(f"while evaluating the condition of the assertion '{condition}'"))
    return error


def _fail(message: str) -> EvalError:
    return CatchableError(Kind.ASSERTION, message)


def _difference(left: Any, right: Any) -> EvalError:
    """The innermost difference of two forced values, as an error with a trace of the way there."""
    if type(left) in (int, float) and type(right) in (int, float) and type(left) is not type(right):
        return _fail(_unequal(left, right, "value"))
    kind = describe.type_name(left)
    if kind != describe.type_name(right):
        return _fail(
            f"{describe.with_article(left)} of value '{describe.brief(left)}' is not equal to "
            f"{describe.with_article(right)} of value '{describe.brief(right)}'"
        )
    if kind == "bool":
        return _fail(f"boolean '{describe.brief(left)}' is not equal to boolean '{describe.brief(right)}'")
    if kind == "string":
        return _fail(f"string '{describe.brief(left)}' is not equal to string '{describe.brief(right)}'")
    if kind == "path":
        return _fail(f"path '{_path(left)}' is not equal to path '{_path(right)}'")
    if kind == "list":
        return _lists(left, right)
    if kind == "set":
        return _sets(left, right)
    if kind == "lambda":
        return _fail("distinct functions and immediate comparisons of identical functions compare as unequal")
    return _fail(_unequal(left, right, "value"))


def _unequal(left: Any, right: Any, what: str) -> str:
    return (
        f"{describe.with_article(left)} with {what} '{describe.brief(left)}' is not equal to "
        f"{describe.with_article(right)} with {what} '{describe.brief(right)}'"
    )


def _path(value: Path) -> str:
    return value.path


def _same(one: Any, other: Any) -> bool:
    """Whether two items or attributes are equal; what the same variable holds is, whatever it is."""
    return one is other or bool(equal(force(one), force(other)))


def _lists(left: tuple[Any, ...], right: tuple[Any, ...]) -> EvalError:
    if len(left) != len(right):
        return _fail(
            f"list of size '{len(left)}' is not equal to list of size '{len(right)}', "
            f"left hand side is '{describe.brief(left)}', right hand side is '{describe.brief(right)}'"
        )
    for at, (one, other) in enumerate(zip(left, right, strict=True)):
        if not _same(one, other):
            return _difference(force(one), force(other)).while_(f"while comparing list element {at}")
    raise AssertionError("the lists are equal")


def _sets(left: AttrSet, right: AttrSet) -> EvalError:
    if describe.is_derivation(left) and describe.is_derivation(right) and "outPath" in left.d and "outPath" in right.d:
        error = _difference(force(left.d["outPath"]), force(right.d["outPath"]))
        return error.while_("while comparing a derivation by its 'outPath' attribute")
    if len(left.d) != len(right.d):
        return _fail(
            f"attribute names of attribute set '{describe.brief(left)}' differs from attribute set "
            f"'{describe.brief(right)}'"
        )
    for name in symbols.order(left.d):
        if name not in right.d:
            return _fail(
                f"attribute name '{attribute_name(name)}' is contained in '{describe.brief(left)}', "
                f"but not in '{describe.brief(right)}'"
            )
        if not _same(left.d[name], right.d[name]):
            error = _difference(force(left.d[name]), force(right.d[name]))
            error.while_("where right hand side is", attribute_place(right, name))
            error.while_("where left hand side is", attribute_place(left, name))
            return error.while_(f"while comparing attribute '{attribute_name(name)}'")
    raise AssertionError("the sets are equal")
