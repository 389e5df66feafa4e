"""Builtins on regular expressions."""

import cython
from cython.cimports.evaluator.builtins.arguments import as_plain_string, as_string
from cython.cimports.evaluator.builtins.regex_automaton import Automaton
from cython.cimports.evaluator.vm.coercion import text_of

from evaluator.builtins import regex_syntax
from evaluator.builtins.regex_automaton import TooDeep
from evaluator.builtins.registry import builtin
from evaluator.errors import EvalError, Kind

_compiled: dict = cython.declare(dict, {})


@cython.cfunc
def compiled(pattern: object, note: str) -> Automaton:
    """The automaton of a pattern given as a string value; each is compiled once."""
    text: str = as_plain_string(pattern, note)
    found: object = _compiled.get(text)
    if found is None:
        try:
            found = Automaton(regex_syntax.parse(text))
        except regex_syntax.SyntaxFault:
            raise EvalError(Kind.VALUE, f"invalid regular expression '{text}'") from None
        except regex_syntax.TooLarge:
            raise too_large(text) from None
        _compiled[text] = found
    return found


def too_large(pattern: object) -> object:
    """The error for an expression that needs more memory than it may have."""
    return EvalError(Kind.VALUE, f"memory limit exceeded by regular expression '{pattern}'")


@builtin("match", 2)
def match(pattern, subject):
    note: str = "while evaluating the first argument passed to builtins.match"
    automaton: Automaton = compiled(pattern, note)
    text: str = text_of(as_string(subject, "while evaluating the second argument passed to builtins.match"))
    try:
        return automaton.match(text)
    except TooDeep:
        raise too_large(pattern) from None


@builtin("split", 2)
def split(pattern, subject):
    note: str = "while evaluating the first argument passed to builtins.split"
    automaton: Automaton = compiled(pattern, note)
    text: str = text_of(as_string(subject, "while evaluating the second argument passed to builtins.split"))
    try:
        return automaton.split(text)
    except TooDeep:
        raise too_large(pattern) from None
