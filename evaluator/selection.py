"""Finding things in a value, as `nix-instantiate` does: `-A` paths, functions called on the way, and the
derivations that a set or list holds."""

from __future__ import annotations

from evaluator.builtins.functions import pattern_of
from evaluator.errors import EvalError, Kind, NixrayError, Span, nearest
from evaluator.values import AttrSet, Closure, ContextString, PartialCall
from evaluator.vm import failures, origins, symbols
from evaluator.vm.describe import expected, is_derivation, with_article
from evaluator.vm.forcing import call, force

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_ENTERED = "recurseForDerivations"


def auto_call(value: Any, args: dict[str, Any]) -> Any:
    """Call a function whose set pattern can be filled from `args` and defaults, as `-A` and the top level
    of `nix-instantiate` do; anything else stays as it is."""
    value = force(value)
    while type(value) is AttrSet and "__functor" in value.d:
        value = call(force(value.d["__functor"]), value)
    pattern = pattern_of(value) if type(value) in (Closure, PartialCall) else None
    if pattern is None:
        return value
    # A function that takes anything gets everything, and says itself what it misses.
    given: dict[str, Any] = dict(args) if pattern.ellipsis else {}
    formals = {} if pattern.ellipsis else {formal.name: formal for formal in pattern.formals}
    for formal in map(formals.__getitem__, symbols.order(formals)):
        if formal.name in args:
            given[formal.name] = args[formal.name]
        elif formal.default is None:
            raise _no_value(value, formal)
    try:
        return call(value, AttrSet(given))
    except EvalError as error:
        failures.note_call_site(error, value)
        raise


def _no_value(function: Any, formal: Any) -> EvalError:
    closure: Any = function.function if type(function) is PartialCall else function
    source = closure.function_code.source
    return EvalError(
        Kind.MISSING_ARGUMENT,
        f"cannot evaluate a function that has an argument without a value ('{formal.name}')\n"
        "Nix attempted to evaluate a function as a top level expression; in\n"
        "this case it must have its arguments supplied either by default\n"
        "values, or passed explicitly with '--arg' or '--argstr'. See\n"
        "https://nix.dev/manual/nix/stable/language/syntax.html#functions.",
        Span(source, formal.start, formal.start + len(formal.name)) if source is not None else None,
    )


def select(value: Any, path: list[str], args: dict[str, Any], shown: str) -> Any:
    """Follow an attribute path, calling functions on the way; a number means an index of a list. `shown` is
    the path as messages name it."""
    for name in path:
        value = auto_call(value, args)
        if name.isdigit() and int(name) < 1 << 32:
            if type(value) is not tuple:
                raise _should_be("list", shown, value)
            if int(name) >= len(value):
                raise EvalError(
                    Kind.MISSING_ATTRIBUTE, f"list index {name} in selection path '{shown}' is out of range"
                )
            value = force(value[int(name)])
        elif type(value) is not AttrSet:
            raise _should_be("set", shown, value)
        elif not name:
            raise EvalError(Kind.VALUE, f"empty attribute name in selection path '{shown}'")
        elif name not in value.d:
            raise EvalError(
                Kind.MISSING_ATTRIBUTE,
                f"attribute '{name}' in selection path '{shown}' not found",
                suggestions=nearest(name, value.d),
            )
        else:
            value = force(value.d[name])
    return value


def _should_be(what: str, shown: str, value: Any) -> EvalError:
    return EvalError(
        Kind.TYPE,
        f"the expression selected by the selection path '{shown}' should be a {what} but is {with_article(value)}",
    )


def split_attr_path(path: str) -> list[str]:
    """The parts of an attribute path; a part in double quotes may hold dots, an empty one at the end is none.
    Raises EvalError."""
    parts: list[str] = []
    current = ""
    at = 0
    while at < len(path):
        c = path[at]
        if c == ".":
            parts.append(current)
            current = ""
        elif c == '"':
            end = path.find('"', at + 1)
            if end < 0:
                raise EvalError(Kind.PARSE, f"missing closing quote in selection path '{path}'")
            current += path[at + 1 : end]
            at = end
        else:
            current += c
        at += 1
    if current:
        parts.append(current)
    return parts


def is_entered(value: Any) -> bool:
    """Whether a forced value is a set that wants to be entered when derivations are looked for."""
    if type(value) is not AttrSet or _ENTERED not in value.d:
        return False
    wanted = force(value.d[_ENTERED])
    if type(wanted) is not bool:
        error = expected("a Boolean", wanted)
        error.span = _place(value, _ENTERED)
        raise error.while_(f"while evaluating the attribute `{_ENTERED}`", error.span)
    return wanted


def drv_path(value: Any) -> str:
    """The path of the `.drv` file of a derivation."""
    path = force(value.d["drvPath"])
    if type(path) not in (str, ContextString):
        raise expected("a string", path)
    return path.s if type(path) is ContextString else str(path)


def derivations(value: Any, args: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The `.drv` path and output name of a derivation, or of each in a set or list. Items of a list are
    treated like the top; in a set only names that are plain are looked at, and of sets in it only those
    that want it. Functions among them are called with `args`, as `auto_call` does. All are found, with their
    names, before one of them is asked for its path. Raises NixrayError for anything else."""
    for found in list(_found(value, args)):
        path = drv_path(found)
        output = "out"
        if "outputName" in found.d:
            output = _string(found, "outputName", "while evaluating the output name of a derivation")
        yield path, output


def _found(value: Any, args: dict[str, Any]) -> Iterator[AttrSet]:
    """The derivations in a value; each has a name."""
    if is_derivation(value):
        yield _named(value)
    elif type(value) is tuple:
        for item in value:
            item = force(item)
            yield from _found(item if is_derivation(item) else auto_call(item, args), args)
    elif type(value) is AttrSet:
        for name in filter(_is_plain, sorted(value.d)):
            try:
                yield from _inside(force(value.d[name]), args)
            except EvalError as error:
                error.while_(f"while evaluating the attribute '{name}'", _place(value, name))
                raise
    else:
        raise NixrayError("expression does not evaluate to a derivation (or a set or list of those)")


def _inside(value: Any, args: dict[str, Any]) -> Iterator[AttrSet]:
    """The derivations of an attribute's value."""
    if is_derivation(value):
        yield _named(value)
    elif is_entered(value):
        yield from _found(auto_call(value, args), args)


def _named(value: AttrSet) -> AttrSet:
    if "name" not in value.d:
        raise NixrayError("derivation name missing")
    _string(value, "name", "while evaluating the 'name' attribute of a derivation")
    return value


def _string(value: Any, name: str, step: str) -> str:
    """An attribute that has to be a string without context."""
    try:
        text = force(value.d[name])
        if type(text) is ContextString:
            raise failures.context_not_allowed(text)
        if type(text) is not str:
            raise expected("a string", text)
    except EvalError as error:
        error.while_(step)
        raise
    return str(text)


def _is_plain(name: str) -> bool:
    """Whether nix-instantiate looks at an attribute of that name."""
    first = name[:1]
    return (
        (first.isalpha() or first == "_")
        and name.isascii()
        and all(letter.isalnum() or letter in "-_+" for letter in name)
    )


def _place(value: Any, name: str) -> Span | None:
    """Where an attribute of a set was written."""
    found = origins.position(value, name)
    return Span(found[0], found[1], found[1] + len(name)) if found is not None else None
