"""`derivationStrict` and what else makes references to derivations.

Attributes are coerced here, with the reference's steps in the trace; the derivation itself is made by
`store.instantiation`, which knows nothing of values.
"""

import sys

import cython
from cython.cimports.evaluator.builtins.arguments import (
    as_attrs,
    as_bool,
    as_list,
    as_plain_string,
    as_string,
)
from cython.cimports.evaluator.shapes import Shape, alphabetical
from cython.cimports.evaluator.store.instantiation import Request, check_drv_name
from cython.cimports.evaluator.store.instantiation import instantiate as make
from cython.cimports.evaluator.store.registry import Registry
from cython.cimports.evaluator.store.variables import Variables
from cython.cimports.evaluator.values import (
    MISSING,
    AttrSet,
    ContextString,
    get_attr,
    new_attrs,
    new_context_string,
    shape_in,
    values_in,
)
from cython.cimports.evaluator.vm.coercion import coerce, coerced, text_of
from cython.cimports.evaluator.vm.forcing import force
from cython.cimports.evaluator.vm.origins import position

from evaluator.builtins.registry import builtin
from evaluator.errors import EvalError, Kind, NixrayError, Span
from evaluator.json_output import member_json, object_text
from evaluator.store import instantiation, paths
from evaluator.store.context import deep_element, output_element, split_output
from evaluator.store.hashes import missing_feature
from evaluator.vm import describe, state

# With structured attributes these do nothing; the reference says so.
_IGNORED_WHEN_STRUCTURED = (
    "allowedReferences",
    "allowedRequisites",
    "disallowedReferences",
    "disallowedRequisites",
    "maxSize",
    "maxClosureSize",
)

_WORDS = str.maketrans("\t\n\r", "   ")


@builtin("derivationStrict", 1)
def derivation_strict(v):
    attrs: AttrSet = as_attrs(v, "while evaluating the argument passed to builtins.derivationStrict")
    name: str = derivation_name(attrs)
    try:
        return instantiate(attrs, name)
    except EvalError as error:
        raise error.while_(while_evaluating(attrs, name)) from None


@cython.cfunc
def derivation_name(attrs: AttrSet) -> str:
    """The attribute `name`, checked to be a string."""
    found: object = get_attr(attrs, "name")
    if found is MISSING:
        error = EvalError(Kind.MISSING_ATTRIBUTE, "attribute 'name' missing")
        raise error.while_("in the attrset passed as argument to builtins.derivationStrict")
    try:
        return as_plain_string(found, "while evaluating the `name` attribute passed to builtins.derivationStrict")
    except EvalError as error:
        raise error.while_("while evaluating the derivation attribute 'name'", span_of(attrs, "name")) from None


@cython.cfunc
def span_of(attrs: AttrSet, name: str) -> object:
    """Where an attribute was written, or None."""
    place: object = position(attrs, name)
    return None if place is None else Span(place[0], place[1], place[1] + len(name))


@cython.cfunc
def while_evaluating(attrs: AttrSet, name: str) -> str:
    """The step of the trace that tells which derivation it was."""
    place: object = position(attrs, "name")
    where: object = "«none»:0"
    if place is not None:
        line, column = place[0].line_column(place[1])
        where = f"{place[0].shown}:{line}:{column}"
    return f"while evaluating derivation '{name}'\n  whose name attribute is located at {where}"


@cython.cfunc
def flag(attrs: AttrSet, name: str) -> cython.bint:
    """A boolean attribute that may be missing."""
    found: object = get_attr(attrs, name)
    return found is not MISSING and as_bool(
        found, f"while evaluating the `{name}` attribute passed to builtins.derivationStrict"
    )


@cython.cfunc
def instantiate(attrs: AttrSet, name: str) -> AttrSet:
    """The result of derivationStrict for a set whose name is known."""
    session = state.current
    check_drv_name(name)
    structured: object = {} if flag(attrs, "__structuredAttrs") else None
    ignore_nulls: cython.bint = flag(attrs, "__ignoreNulls")
    context: set = set()
    variables: Variables = Variables()
    request: Request = Request(name, context=context, env=variables)
    features: frozenset = session.settings.features
    shape: Shape = shape_in(attrs)
    attribute: str
    value: object
    at: cython.int = 0
    for attribute in alphabetical(shape):
        value = cython.cast(object, values_in(attrs)[shape.places[at]])
        at += 1
        if attribute is _IGNORE_NULLS:
            continue
        try:
            if ignore_nulls:
                value = force(value)
                if value is None:
                    continue
            add_attribute(request, attribute, value, structured, context, features, variables, attrs)
        except EvalError as error:
            raise error.while_(
                f"while evaluating attribute '{describe.attribute_name(attribute)}' of derivation '{name}'",
                span_of(attrs, attribute),
            ) from None
    unwritable: object = None
    if structured is not None:
        try:
            variables.append("__json", object_text(structured))
        except EvalError as error:  # shows only if nothing else is wrong, and then with no step
            variables.append("__json", "")
            unwritable = NixrayError(error.message.removeprefix("JSON serialization error: "))
    registry: Registry = session.registry
    made: object = make(registry, request, features)
    if unwritable is not None:
        raise unwritable
    for warning in made.warnings:
        state.telling()
        sys.stderr.write(f"warning: {warning}\n")
    drv_path: str = made.drv_path
    if session.made is not None:
        session.made(drv_path, attrs)
    result: dict = {"drvPath": new_context_string(drv_path, frozenset((deep_element(drv_path),)))}
    for output, path in cython.cast(dict, made.outputs).items():
        result[sys.intern(output)] = new_context_string(path, frozenset((output_element(output, drv_path),)))
    return new_attrs(result, None)


# Names of attributes are interned, so these are compared by address.
_IGNORE_NULLS = cython.declare(str, sys.intern("__ignoreNulls"))
_CONTENT_ADDRESSED = cython.declare(str, sys.intern("__contentAddressed"))
_IMPURE = cython.declare(str, sys.intern("__impure"))
_STRUCTURED = cython.declare(str, sys.intern("__structuredAttrs"))
_ARGS = cython.declare(str, sys.intern("args"))
_BUILDER = cython.declare(str, sys.intern("builder"))
_OUTPUTS = cython.declare(str, sys.intern("outputs"))
_SYSTEM = cython.declare(str, sys.intern("system"))
_OUTPUT_HASH = cython.declare(str, sys.intern("outputHash"))
_OUTPUT_HASH_ALGO = cython.declare(str, sys.intern("outputHashAlgo"))
_OUTPUT_HASH_MODE = cython.declare(str, sys.intern("outputHashMode"))


@cython.cfunc
def add_attribute(
    request: Request,
    name: str,
    value: object,
    structured: object,
    context: set,
    features: frozenset,
    variables: Variables,
    attrs: AttrSet,
) -> object:
    """Put one attribute of a set where it belongs in the request, whose environment is `variables`."""
    text: str
    item: object
    if name is _CONTENT_ADDRESSED:
        if as_bool(value):
            need(features, "ca-derivations")
            request.content_addressed = True
        return
    if name is _IMPURE:
        if as_bool(value):
            need(features, "impure-derivations")
            request.impure = True
        return
    if name is _ARGS:
        for item in as_list(value):
            item = coerced(item, True, True, "while evaluating an element of the argument list")
            request.args.append(take_text(item, context))
        return
    if structured is not None:
        if name is _STRUCTURED:
            return
        # Where it was written is looked up only when it is told.
        structured[name] = member_json(value, context, (attrs, name))
        if name is _OUTPUTS:
            request.outputs = instantiation.check_outputs([as_plain_string(item) for item in as_list(value)])
        elif name is _BUILDER:
            request.builder = take_text(as_string(value), context)
        elif name is _SYSTEM:
            request.platform = as_plain_string(value)
        elif is_of_hash(name):
            add_hash_attribute(request, name, as_plain_string(value), features)
        elif name in _IGNORED_WHEN_STRUCTURED:
            state.telling()
            sys.stderr.write(
                f"warning: In a derivation named '{request.name}', 'structuredAttrs' disables the effect of "
                f"the derivation attribute '{name}'; use 'outputChecks.<output>.{name}' instead\n"
            )
        return
    text = take_text(coerce(value, True, True), context)
    variables.append(name, text)
    if name is _BUILDER:
        request.builder = text
    elif name is _SYSTEM:
        request.platform = text
    elif name is _OUTPUTS:
        request.outputs = instantiation.check_outputs(output_names(text))
    elif is_of_hash(name):
        add_hash_attribute(request, name, text, features)


@cython.cfunc
def take_text(string: object, context: set) -> str:
    """The text of a string value; its context goes into `context`."""
    if type(string) is str:
        return string
    context.update(cython.cast(ContextString, string).context)
    return cython.cast(ContextString, string).s


@cython.cfunc
def output_names(text: str) -> list:
    """The words of a text. Other characters than these four are parts of words, so it is not `split`."""
    if "\n" in text or "\t" in text or "\r" in text:
        text = text.translate(_WORDS)
    return [word for word in text.split(" ") if word]


@cython.cfunc
def is_of_hash(name: str) -> cython.bint:
    """Whether an attribute is one of the three that describe a fixed output."""
    return name is _OUTPUT_HASH or name is _OUTPUT_HASH_ALGO or name is _OUTPUT_HASH_MODE


@cython.cfunc
def add_hash_attribute(request: Request, name: str, text: str, features: frozenset) -> object:
    """Take one of them."""
    if name is _OUTPUT_HASH:
        request.output_hash = text
    elif name is _OUTPUT_HASH_ALGO:
        request.algorithm = instantiation.parse_algorithm(text, features)
    else:
        request.method = instantiation.parse_method(text, request.name, features)


@cython.cfunc
def need(features: frozenset, feature: str) -> object:
    """Raise the error of an experimental feature that is off."""
    if feature not in features:
        raise missing_feature(feature)


@builtin("placeholder", 1)
def placeholder(v):
    return paths.placeholder(as_plain_string(v, "while evaluating the first argument passed to builtins.placeholder"))


@builtin("outputOf", 2)
def output_of(v, output):
    string: object
    name: object
    try:
        string = as_string(v)
        element: str = single_element(string)
        if element[0] != "!" and text_of(string) != element:
            raise EvalError(
                Kind.VALUE,
                f"path string '{text_of(string)}' has context with the different path '{element}'",
            )
    except EvalError as error:
        raise error.while_("while evaluating the first argument to builtins.outputOf") from None
    if element[0] == "!":
        check_placeholder(text_of(string), element)
    name = as_plain_string(output, "while evaluating the second argument to builtins.outputOf")
    wanted: str = output_element(name, element)
    return new_context_string(shown_as(wanted), frozenset((wanted,)))


@cython.cfunc
def single_element(string: object) -> str:
    """The one element of a string's context."""
    context: object = string.context if type(string) is ContextString else frozenset()
    text: str = text_of(string)
    if len(context) != 1:
        raise EvalError(
            Kind.VALUE,
            f"string '{text}' has {len(context)} entries in its context. It should only have exactly one entry",
        )
    (element,) = context
    if element[0] == "=":
        raise EvalError(
            Kind.VALUE,
            f"string '{text}' has a context which refers to a complete source and binary closure. "
            "This is not supported at this time",
        )
    return element


@cython.cfunc
def check_placeholder(text: str, element: str) -> object:
    """Raise an error if `text` is not what the output `element` shows as."""
    output, drv = split_output(element)
    expected: str = shown_as(element)
    if text != expected:
        raise EvalError(
            Kind.VALUE,
            f"string '{text}' has context with the output '{output}' from derivation '{drv}', but the string "
            f"is not the right placeholder for this derivation output. It should be '{expected}'",
        )


@cython.cfunc
def shown_as(element: str) -> str:
    """The path of an output, or its placeholder where only a build can tell the path."""
    output, drv = split_output(element)
    if drv[0] != "!":
        registry = state.current.registry
        if registry.read_only and not registry.written(drv):
            raise EvalError(Kind.STORE, f"path '{drv}' is not a valid store path")
        made = registry.get(drv).outputs.get(output)
        if made is None:
            raise EvalError(Kind.STORE, f"derivation '{drv}' does not have output '{output}'")
        if made.path:
            return made.path
    return placeholder_of(element)


@cython.cfunc
def placeholder_of(element: str) -> str:
    """The placeholder of an output, through any number of derivations that are outputs themselves."""
    output, drv = split_output(element)
    if drv[0] == "!":
        return paths.dynamic_placeholder(placeholder_of(drv), output)
    return paths.upstream_placeholder(drv, output)
