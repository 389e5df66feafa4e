"""Which variables can be seen from a frame, and what they hold now.

A code object tells for each environment in its chain which names live in which slot over which stretch
of text (`Code.scopes`); the environments are linked the same way. Nothing is forced: not even the set
of a `with`, whose names are only known once the program has looked into it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from evaluator.bytecode.code import Code
from evaluator.values import AttrSet, Thunk

UNSET = object()
"""Stands for a variable whose binding has not been made yet."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A lexical variable: `value` is what its slot holds (a value, a thunk, or UNSET). `group` numbers
    the environment that holds it, 0 being the frame's own. `hidden` if an inner one has its name."""

    name: str
    value: Any
    group: int
    hidden: bool


@dataclass(frozen=True, slots=True)
class WithSet:
    """The set of a `with` around the frame's position: `value` as in `Variable`; `offset` is where the
    `with` stands."""

    value: Any
    offset: int


@dataclass(frozen=True, slots=True)
class Scope:
    """What a frame can see. `owners[n]` is the code whose environment is group n; `withs` are innermost
    first, as they are searched."""

    variables: list[Variable]
    withs: list[WithSet]
    owners: list[Any]

    def visible(self) -> dict[str, Any]:
        """Name -> value or thunk of each lexical variable that a use here would mean."""
        return {v.name: v.value for v in self.variables if not v.hidden}


def resolved(value: Any) -> Any:
    """A finished thunk's value, or the function that is only delayed; anything else as it is."""
    while type(value) is Thunk and value.finished:
        value = value.value
    code = value.pending_code if type(value) is Thunk else None
    return value.as_function() if type(code) is Code and code.argument_count else value


def slot(env: Any, index: int) -> Any:
    """What a slot of an environment holds, UNSET if nothing yet."""
    try:
        return env.slot(index)
    except IndexError:
        return UNSET


def environments(code: Any, env: Any) -> Iterator[tuple[Any, Any, list[tuple[str | None, int, int, int]]]]:
    """(owner code, environment, its names) along the chain that `code` runs in, nearest first."""
    for names in code.scopes:
        while code is not None and not code.own_environment:
            code = code.parent
        if env is None:
            return
        yield code, env, names
        env = env.parent
        code = code.parent if code is not None else None


def scope_at(code: Any, env: Any, offset: int) -> Scope:
    """What can be seen at `offset` in code that runs in `env`."""
    scope = Scope([], [], [])
    seen: set[str] = set()
    for group, (owner, environment, names) in enumerate(environments(code, env)):
        scope.owners.append(owner)
        # Within one environment the innermost binding of a name is the one bound last.
        here = [entry for entry in names if entry[2] <= offset < max(entry[3], entry[2] + 1)]
        for name, index, start, _ in reversed(here):
            value = slot(environment, index)
            if name is None:
                scope.withs.append(WithSet(value, start))
            else:
                scope.variables.append(Variable(name, value, group, name in seen))
                seen.add(name)
    return scope


def known_names(with_set: WithSet) -> list[str] | None:
    """The names a `with` brings into scope; None if its set has not been looked into yet."""
    value = resolved(with_set.value)
    return sorted(value.d) if type(value) is AttrSet else None
