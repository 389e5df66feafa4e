"""Builtins on string contexts: what a string's text depends on in the store."""

from __future__ import annotations

from evaluator.builtins.arguments import as_attrs, as_bool, as_list, as_plain_string, as_string
from evaluator.builtins.locations import checked, context_of, place_of
from evaluator.builtins.registry import builtin
from evaluator.errors import EvalError, Kind, Span
from evaluator.store import paths
from evaluator.store.context import deep_element, output_element, split_output
from evaluator.values import AttrSet
from evaluator.vm import state, symbols
from evaluator.vm.coercion import coerced, text_of, with_context

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def argument(v: Any, builtin_name: str, copy: bool = True) -> Any:
    """The only argument of a builtin as a string value."""
    return coerced(v, False, copy, f"while evaluating the argument passed to builtins.{builtin_name}")


@builtin("hasContext", 1)
def has_context(v: Any) -> Any:
    """Whether a string depends on store objects."""
    return bool(context_of(as_string(v, "while evaluating the argument passed to builtins.hasContext")))


@builtin("unsafeDiscardStringContext", 1)
def unsafe_discard_string_context(v: Any) -> Any:
    """The same text with no context."""
    return text_of(argument(v, "unsafeDiscardStringContext"))


@builtin("unsafeDiscardOutputDependency", 1)
def unsafe_discard_output_dependency(v: Any) -> Any:
    """The same text; whole closures in its context become plain `.drv` files."""
    string = argument(v, "unsafeDiscardOutputDependency")
    return with_context(text_of(string), {element.lstrip("=") for element in context_of(string)})


@builtin("addDrvOutputDependencies", 1)
def add_drv_output_dependencies(v: Any) -> Any:
    """The opposite: the one plain `.drv` file in the context becomes its whole closure."""
    string = argument(v, "addDrvOutputDependencies")
    text = text_of(string)
    context = context_of(string)
    if len(context) != 1:
        raise EvalError(Kind.VALUE, f"context of string '{text}' must have exactly one element, but has {len(context)}")
    (element,) = context
    if element[0] == "!":
        raise EvalError(
            Kind.VALUE,
            "`addDrvOutputDependencies` can only act on derivations, not on a derivation output such as "
            f"'{split_output(element)[0]}'",
        )
    if element[0] == "=":
        return string
    if not element.endswith(".drv"):
        raise EvalError(Kind.VALUE, f"path '{element}' is not a derivation")
    return with_context(text, {deep_element(element)})


@builtin("getContext", 1)
def get_context(v: Any) -> Any:
    """The context as a set: path -> { path, allOutputs, outputs }, with only what applies."""
    string = as_string(v, "while evaluating the argument passed to builtins.getContext")
    found: dict[str, dict[str, Any]] = {}
    for element in sorted(context_of(string)):
        if element[0] == "!":
            output, drv = split_output(element)
            if drv[0] == "!":
                inner, bottom = split_output(drv)
                raise EvalError(Kind.BUILD, f"cannot operate on output '{inner}' of the unbuilt derivation '{bottom}'")
            found.setdefault(drv, {}).setdefault("outputs", []).append(output)
        elif element[0] == "=":
            found.setdefault(element[1:], {})["allOutputs"] = True
        else:
            found.setdefault(element, {})["path"] = True
    result: dict[str, Any] = {}
    for path, about in found.items():
        if "outputs" in about:
            about["outputs"] = tuple(sorted(about["outputs"]))
        result[path] = AttrSet(about)
    return AttrSet(result)


@builtin("appendContext", 2)
def append_context(v: Any, addition: Any) -> Any:
    """The same text with more context, given as `getContext` shows it."""
    string = as_string(v, "while evaluating the first argument passed to builtins.appendContext")
    attrs = as_attrs(addition, "while evaluating the second argument passed to builtins.appendContext")
    context = set(context_of(string))
    for path in symbols.order(attrs.d):
        add_elements(context, path, attrs)
    return with_context(text_of(string), context)


def add_elements(context: set[str], path: str, attrs: AttrSet) -> None:
    """The elements that one entry of appendContext's second argument means."""
    where = place_of(attrs, path)
    if not paths.is_store_path(state.current.settings.store_dir, path):
        shown = f'"{path}"' if path.startswith("/") else path
        raise EvalError(Kind.VALUE, f"context key '{shown}' is not a store path", where)
    about = checked(attrs, path, as_attrs, "while evaluating the value of a string context")
    for name in ("path", "allOutputs"):
        note = f"while evaluating the `{name}` attribute of a string context"
        if name in about.d and checked(about, name, as_bool, note):
            if name == "path":
                context.add(path)
            elif path.endswith(".drv"):
                context.add(deep_element(path))
            else:
                raise not_a_derivation("all-outputs context", path, where)
    if "outputs" not in about.d:
        return
    outputs = checked(about, "outputs", as_list, "while evaluating the `outputs` attribute of a string context")
    if outputs and not path.endswith(".drv"):
        raise not_a_derivation("derivation output context", path, where)
    names = checked(
        about,
        "outputs",
        lambda _: [as_plain_string(output) for output in outputs],
        "while evaluating an output name within a string context",
    )
    context.update(output_element(name, path) for name in names)


def not_a_derivation(what: str, path: str, where: Span | None) -> EvalError:
    """The error for outputs of something that has none."""
    return EvalError(Kind.VALUE, f'tried to add {what} of "{path}", which is not a derivation, to a string', where)
