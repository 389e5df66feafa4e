"""What a flake.nix says before anybody calls it: its inputs, and the settings that it wants.

These parts must be written out; an expression that would have to be computed is refused, since reading a
flake must not run it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from evaluator.errors import EvalError, Kind, Source
from evaluator.flakes.references import reference_at
from evaluator.store.flake_references import Attributes
from evaluator.syntax import ast
from evaluator.values import AttrSet, ContextString, Path
from evaluator.vm.coercion import text_of
from evaluator.vm.describe import with_article

Settings = dict[str, "str | bool | int | list[str]"]

_KNOWN = ("description", "inputs", "outputs", "nixConfig")


class Input(NamedTuple):
    """An input as a flake declares it: a reference, or a path of inputs that it follows (from the flake that says
    so), and what it says of the inputs of that input."""

    reference: Attributes | None
    follows: tuple[str, ...] | None
    is_flake: bool
    inputs: dict[str, Input]


class FlakeFile(NamedTuple):
    """What a flake declares. Inputs that only its function names are among `inputs`."""

    description: str
    inputs: dict[str, Input]
    settings: Settings


def read(session: Any, path: str, folder: str, shown: str) -> FlakeFile:
    """What the flake.nix at `path` declares; relative references start from `folder`. `shown` names the flake in
    errors. Raises EvalError."""
    source = session.source_of(path)
    tree = session.parse(source, path.rpartition("/")[0] or "/")
    if not isinstance(tree, ast.Attrs) or tree.recursive and tree.dynamic:
        raise EvalError(Kind.TYPE, f"file '{path}' must be an attribute set")
    for name, definition in tree.names.items():
        if name not in _KNOWN:
            message = f"flake '{shown}' has an unsupported attribute '{name}'"
            line, column = source.line_column(definition.start)
            raise EvalError(Kind.VALUE, f"{message}, at {path}:{line}:{column}")
        if name == "inputs":
            _check_inputs(definition.expr, source, definition.start)
        elif name != "outputs":
            _check_literal(definition.expr, source, definition.start, _KINDS[name])
    if "outputs" not in tree.names:
        raise EvalError(Kind.VALUE, f"flake '{shown}' lacks attribute 'outputs'")
    value = session.eval_file(path)
    if type(value) is not AttrSet:
        raise EvalError(Kind.TYPE, f"file '{path}' must be an attribute set")
    inputs: dict[str, Input] = {}
    if "inputs" in value.d:
        inputs = _inputs(session, session.force(value.d["inputs"]), folder)
    for name in _formals(tree.names["outputs"].expr):
        if name not in inputs and name != "self":
            inputs[name] = Input({"type": "indirect", "id": name}, None, True, {})
    description = session.force(value.d["description"]) if "description" in value.d else ""
    if type(description) not in (str, ContextString):
        raise EvalError(Kind.TYPE, f"expected a string but found {with_article(description)}")
    return FlakeFile(text_of(description), inputs, _settings(session, value))


def _formals(node: Any) -> list[str]:
    """The names in the set pattern of a function."""
    return [formal.name for formal in node.formals or ()] if isinstance(node, ast.Lambda) else []


_KINDS = {"description": "a string", "inputs": "a set", "nixConfig": "a set"}
_INPUT_KINDS = {"url": "a string or a path", "flake": "a Boolean", "follows": "a string", "inputs": "a set"}


def _check_inputs(node: Any, source: Source, place: int) -> None:
    """`_check_literal` for a set of inputs."""
    _check_literal(node, source, place, "a set", deep=False)
    for definition in node.names.values():
        inner = definition.expr
        _check_literal(inner, source, definition.start, "a set", deep=False)
        for part in inner.names.values():
            if part.name == "inputs":
                _check_inputs(part.expr, source, part.start)
            else:
                _check_literal(part.expr, source, part.start, _INPUT_KINDS.get(part.name, ""))


def _check_literal(node: Any, source: Source, place: int, wanted: str = "", deep: bool = True) -> None:
    """Refuse an expression that is not written out, or is not of the kind that is `wanted`. `place` is where it is
    given a name."""
    kind = _literal_kind(node)
    if kind == "a thunk" or (wanted and kind not in wanted):
        line, column = source.line_column(place)
        expected = wanted or "a written-out value"
        raise EvalError(Kind.TYPE, f"expected {expected} but got {kind} at {source.shown}:{line}:{column}")
    if not deep:
        return
    if isinstance(node, ast.ListNode):
        for item in node.items:
            _check_literal(item, source, place)
    elif isinstance(node, ast.Attrs):
        for definition in node.names.values():
            _check_literal(definition.expr, source, definition.start)


def _literal_kind(node: Any) -> str:
    """What kind of value an expression is written out to be; `a thunk` for one that has to be computed."""
    if isinstance(node, ast.Constant):
        return with_article(node.value)
    if isinstance(node, ast.ListNode):
        return "a list"
    if isinstance(node, ast.Attrs) and not node.dynamic and not node.sources and not node.recursive:
        inherited = any(definition.expr is None for definition in node.names.values())
        return "a thunk" if inherited else "a set"
    if isinstance(node, ast.Variable) and node.name in ("true", "false"):
        return "a Boolean"
    return "a function" if isinstance(node, ast.Lambda) else "a thunk"


# ---------------------------------------------------------------- inputs


def _inputs(session: Any, value: Any, folder: str) -> dict[str, Input]:
    if type(value) is not AttrSet:
        raise EvalError(Kind.TYPE, f"expected a set but found {with_article(value)}")
    return {name: _input(session, name, session.force(item), folder) for name, item in sorted(value.d.items())}


def _input(session: Any, name: str, value: Any, folder: str) -> Input:
    if type(value) is not AttrSet:
        raise EvalError(Kind.TYPE, f"input '{name}' must be a set, but is {with_article(value)}")
    attributes: Attributes = {}
    url: str | None = None
    follows: tuple[str, ...] | None = None
    is_flake = True
    inner: dict[str, Input] = {}
    for attribute, thunk in value.d.items():
        item = session.force(thunk)
        if attribute == "url":
            url = item.path if type(item) is Path else _text(item, attribute)
        elif attribute == "flake":
            if type(item) is not bool:
                raise EvalError(Kind.TYPE, f"expected a Boolean but found {with_article(item)}")
            is_flake = item
        elif attribute == "inputs":
            inner = _inputs(session, item, folder)
        elif attribute == "follows":
            follows = tuple(part for part in _text(item, attribute).split("/") if part)
        elif type(item) in (bool, int):
            attributes[attribute] = item
        elif type(item) is Path:
            attributes[attribute] = item.path
        else:
            attributes[attribute] = _text(item, attribute)
    reference = _reference(name, url, attributes, folder, bool(inner) or follows is not None)
    return Input(reference, follows, is_flake, inner)


def _text(value: Any, attribute: str) -> str:
    if type(value) not in (str, ContextString):
        raise EvalError(
            Kind.TYPE,
            f"flake input attribute '{attribute}' is {with_article(value)} "
            "while a string, Boolean, or integer is expected",
        )
    text: str = text_of(value)
    return text


def _reference(name: str, url: str | None, attributes: Attributes, folder: str, partial: bool) -> Attributes | None:
    if "type" in attributes:
        return attributes if url is None else {**attributes, "url": url}
    if attributes:
        raise EvalError(Kind.VALUE, f"unexpected flake input attribute '{sorted(attributes)[0]}'")
    if url is not None:
        if url.startswith("."):
            return reference_at("path:" + url, folder)
        return reference_at(url, folder)
    return None if partial else {"type": "indirect", "id": name}


def _settings(session: Any, value: Any) -> Settings:
    if "nixConfig" not in value.d:
        return {}
    found: Settings = {}
    for name, thunk in sorted(session.force(value.d["nixConfig"]).d.items()):
        item = session.force(thunk)
        if type(item) is tuple:
            found[name] = [_text(session.force(each), name) for each in item]
        elif type(item) in (bool, int):
            found[name] = item
        else:
            found[name] = item.path if type(item) is Path else _text(item, name)
    return found
