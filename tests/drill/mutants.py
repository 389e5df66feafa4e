"""Faults that are put into the evaluator of a test process: a built-in that is slightly wrong, or an
operator that is read in the wrong order.

A mutant is a change in one session. Nothing in the evaluator knows of it: the session's table of built-ins
is given another entry, or its parser another text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluator.builtins.registry import table
from evaluator.errors import Source
from evaluator.evaluation import Evaluation
from evaluator.syntax.ast import Kind, Operator
from evaluator.syntax.walking import walk
from evaluator.values import AttrSet, Builtin, ContextString
from evaluator.vm.forcing import force

Change = Callable[[Callable[..., Any], tuple[Any, ...]], Any]


@dataclass(frozen=True, slots=True)
class Mutant:
    """`change` gets the right built-in and its arguments, and gives the wrong result. `seen` names the
    attribute of the drill's package set that shows it."""

    name: str
    builtin: str
    seen: str
    change: Change

    @property
    def spelled(self) -> str:
        """How the use of what is wrong is written."""
        return f"builtins.{self.builtin}"

    def apply(self, session: Evaluation) -> Evaluation:
        """The session with the fault in it."""
        right = table()[self.builtin]
        arity = int(right.arity)

        def call(*arguments: Any) -> Any:
            value: Any = right
            for argument in arguments:
                value = session_call(value, argument)
            return force(value)

        wrong = Builtin(self.builtin, arity, lambda *arguments: self.change(call, arguments))
        session.globals["builtins"].d[self.builtin] = wrong
        for name in (self.builtin, f"__{self.builtin}"):
            if name in session.globals:
                session.globals[name] = wrong
        return session


@dataclass(frozen=True, slots=True)
class Misreading:
    """`a - b + c` read as `a - (b + c)`. The text that the parser gets has its offsets unchanged, so what is
    said of places stays true."""

    name: str
    seen: str
    builtin: str = " - "

    @property
    def spelled(self) -> str:
        """How the use of what is wrong is written."""
        return self.builtin

    def apply(self, session: Evaluation) -> Evaluation:
        """The session with the fault in it."""
        parse = session.parse

        def misread(source: Source, base_dir: str) -> Any:
            text = source.text
            for node, _ in walk(parse(source, base_dir)):
                if node.kind != Kind.BINARY or node.operator != Operator.OP_ADD or node.left.kind != Kind.BINARY:
                    continue
                start, middle, end = node.left.right.start, node.left.right.end, node.right.end
                if node.left.operator == Operator.OP_SUB and text[middle : node.right.start] == b" + ":
                    wrong = b"(" + text[start:middle] + b"+" + text[node.right.start : end] + b")"
                    text = text[:start] + wrong + text[end:]
            return parse(Source(source.path, source.name, text), base_dir)

        session.parse = misread  # type: ignore[method-assign]  # the fault is that very change
        # What is compiled is kept under the text that was read: others would get it.
        session.use_cache = lambda folder=None: None  # type: ignore[method-assign]
        return session


Fault = Mutant | Misreading


def session_call(function: Any, argument: Any) -> Any:
    from evaluator.vm.forcing import call

    return call(function, argument)


def after(change: Callable[[Any], Any]) -> Change:
    """A wrong result made from the right one."""
    return lambda call, arguments: change(call(*arguments))


def text(value: Any) -> str:
    return value.s if type(value) is ContextString else str(value)


def bare(value: Any) -> Any:
    """A string without its context."""
    return text(value)


def changed_argument(at: int, change: Callable[[Any], Any]) -> Change:
    """The right result for a wrong argument."""

    def call_with(call: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        given = list(arguments)
        given[at] = change(force(given[at]))
        return call(*given)

    return call_with


def reverse(value: Any) -> Any:
    return tuple(reversed(value))


def first_removed(value: Any) -> Any:
    return AttrSet(dict(sorted(value.d.items())[1:]))


MUTANTS: tuple[Fault, ...] = (
    Mutant("attribute names in the wrong order", "attrNames", "configured", after(reverse)),
    Mutant("substring one byte short", "substring", "revision", changed_argument(1, lambda n: max(n - 1, 0))),
    Mutant("sort is not ascending", "sort", "ordered", after(reverse)),
    Mutant("elem finds nothing", "elem", "distinct", after(lambda _: False)),
    Mutant("replaceStrings replaces nothing", "replaceStrings", "escaped", lambda call, given: force(given[2])),
    Mutant("genList begins at one", "genList", "numbered", changed_argument(1, lambda n: n - 1)),
    Mutant("split loses its last part", "split", "split", after(lambda v: v[:-2] if len(v) > 2 else v)),
    Mutant("listToAttrs loses an attribute", "listToAttrs", "indexed", after(first_removed)),
    Mutant("toJSON writes a space", "toJSON", "settings", after(lambda v: text(v).replace(",", ", "))),
    Mutant("removeAttrs removes nothing", "removeAttrs", "smaller", lambda call, given: force(given[0])),
    Mutant("intersectAttrs takes the wrong side", "intersectAttrs", "common", lambda call, given: call(*given[::-1])),
    Mutant("placeholder is that of another output", "placeholder", "linked", changed_argument(0, lambda _: "dev")),
    Mutant("toFile drops the context of its text", "toFile", "source", changed_argument(1, bare)),
    Mutant("hashString in upper case", "hashString", "hashed", after(lambda v: v.upper())),
    Mutant("fromJSON reads numbers one too high", "fromJSON", "parsed", lambda call, given: _higher(call(*given))),
    Mutant("match gives one group only", "match", "matched", after(lambda v: v[:1] if v else v)),
    Mutant("attrValues in the wrong order", "attrValues", "mapped", after(reverse)),
    Mutant("elemAt counts from one", "elemAt", "last", changed_argument(1, lambda n: max(n - 1, 0))),
    Mutant("length counts one more", "length", "length", after(lambda n: n + 1)),
    Mutant("stringLength counts one less", "stringLength", "length", after(lambda n: n - 1)),
    Mutant("baseNameOf keeps the folder", "baseNameOf", "folder", lambda call, given: force(given[0])),
    Mutant("dirOf goes one too far", "dirOf", "folder", lambda call, given: call(call(*given))),
    Mutant("concatMap reverses", "concatMap", "joined", after(lambda v: (*v, "z"))),
    Mutant("groupBy turns groups round", "groupBy", "grouped", after(lambda v: _each(v, reverse))),
    Mutant("any is all", "any", "checked", after(lambda v: not v)),
    Mutant("all is always true", "all", "checked", after(lambda _: True)),
    Mutant("tryEval never fails", "tryEval", "guarded", after(lambda v: AttrSet({**v.d, "success": True}))),
    Mutant("bitAnd is bitOr", "bitAnd", "bits", after(lambda n: n | 6)),
    Mutant("floor rounds up", "floor", "rounded", after(lambda n: n + 1)),
    Mutant("parseDrvName loses the version", "parseDrvName", "named", after(lambda v: AttrSet({**v.d, "version": ""}))),
    Mutant("compareVersions compares as text", "compareVersions", "versioned", after(lambda n: -n)),
    Mutant("concatStringsSep adds one at the end", "concatStringsSep", "configured", after(lambda v: text(v) + " ")),
    Misreading("minus binds looser than plus", "numbered"),
)


def named(builtin: str) -> Fault:
    """The fault in a built-in."""
    return next(each for each in MUTANTS if each.builtin == builtin)


def environment(builtin: str) -> dict[str, str]:
    """Variables with which a process, and those that it starts, has the fault in a built-in."""
    return {"PYTHONPATH": str(Path(__file__).with_name("hook")), "NIXRAY_DRILL_FAULT": builtin}


def _each(value: Any, change: Callable[[Any], Any]) -> Any:
    return AttrSet({name: change(force(item)) for name, item in value.d.items()})


def _higher(value: Any) -> Any:
    if type(value) is not AttrSet:
        return value
    items = {name: force(item) for name, item in value.d.items()}
    return AttrSet({name: item + 1 if type(item) is int else item for name, item in items.items()})
