"""Builtins that write values as JSON or XML, and read JSON and TOML."""

from cython.cimports.evaluator.builtins.arguments import as_plain_string
from cython.cimports.evaluator.json_input import read
from cython.cimports.evaluator.json_output import to_json
from cython.cimports.evaluator.vm.coercion import with_context

from evaluator.builtins.registry import builtin
from evaluator.vm import state


@builtin("fromJSON", 1)
def from_json(v):
    return read(as_plain_string(v, "while evaluating the first argument passed to builtins.fromJSON"))


@builtin("fromTOML", 1)
def from_toml(v):
    from evaluator import toml_input

    text: str = as_plain_string(v, "while evaluating the argument passed to builtins.fromTOML")
    return toml_input.read(text, "parse-toml-timestamps" in state.current.settings.features)


@builtin("toJSON", 1)
def value_to_json(v):
    context: set = set()
    return with_context(to_json(v, context), context)


@builtin("toXML", 1)
def to_xml(v):
    from evaluator import xml_output

    context: set = set()
    return with_context(xml_output.to_xml(v, context, strict=True), context)
