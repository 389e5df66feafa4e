"""Terms of what an evaluation has in memory: its frames, variables and values as a program.

What is evaluated already is written as a value, so all the computing that led there is gone. What is being
evaluated is written as its expression, since that is what fails. What is pending is not needed on the way
to the error, or it would not be pending: it becomes a stub. Functions are written as they are, and every
value that is shared once, as a binding of one `let` around all.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from eval_jobs.reduction.conversion import STUB, Conversion, path_term
from eval_jobs.reduction.merging import COMPILED
from eval_jobs.reduction.terms import Bound, Term, bound, const, float_term, made, string, var
from eval_jobs.reduction.trees import Trees
from eval_jobs.reduction.values import without_stubs
from evaluator.errors import NixrayError, Source
from evaluator.evaluation import Evaluation
from evaluator.syntax.ast import Definition, Kind
from evaluator.values import AttrSet, Builtin, Closure, ContextString, PartialCall, Path, Thunk
from evaluator.vm.forcing import force
from evaluator.vm.scopes import UNSET, Scope, resolved, scope_at

_EMPTY = Scope([], [], [])
_NAME = re.compile(r"[^a-zA-Z0-9_-]")
_NOWHERE = object()
_GET = "nixray-get"
"""The function that gives a value of memory by its name, while it is found out which ones are needed."""

Unused = Callable[[Any, Any], bool]


class Memory:
    """Writes programs of frames (`Activation`s) of the evaluation of a session, which must have ended.
    `unused(source, node)` tells of a delayed expression that was never evaluated; attributes that are to
    be kept by their name are not left out."""

    def __init__(self, session: Evaluation, frames: Iterable[Any], unused: Unused, keep: Callable[[str], bool]) -> None:
        self.builtins = session.globals["builtins"]
        self.globals = session.globals
        self.unused = unused
        self._keep = keep
        self.trees = Trees(session)
        self._running = {id(frame.thunk): frame for frame in frames if frame.thunk is not None}
        self._names: dict[int, Term] = {}
        self._sets: set[str] = set()
        self._makers: dict[str, Callable[[], Term]] = {}
        self._needed: dict[str, Term] = {}
        """The terms of the values that the program asked for, by name."""

    def programs(self, frame: Any, session: Evaluation, reopened: bool = False) -> Iterator[Term]:
        """Programs of the code that a frame runs, from its beginning, smaller ones first. It is evaluated in
        `session` to see which values it needs; the others are stubs, or left out of their sets. `reopened`: the
        variables that the code itself uses are written as what they are bound to, although they are evaluated."""
        return self._written(lambda: self._restarted(frame, reopened), session)

    def calls(self, function: str, argument: Any, session: Evaluation) -> Iterator[Term]:
        """The same for a call of a built-in with a value."""
        return self._written(lambda: Term("call", None, (var(function), self.value(argument))), session)

    def _written(self, begin: Callable[[], Term], session: Evaluation) -> Iterator[Term]:
        self._names, self._makers, self._needed = {}, {}, {}
        values: dict[str, Any] = {}

        def delayed(term: Term) -> Any:
            return session.delay(Source(None, "«memory»", term.text.encode("latin-1")), "/")

        def get(argument: Any) -> Any:
            name = force(argument)
            if name not in values:
                term = self._needed[name] = self._makers[name]()
                values[name] = delayed(term)
            return values[name]

        session.globals[_GET] = Builtin(_GET, 1, get)
        body = begin()
        with contextlib.suppress(NixrayError), contextlib.redirect_stderr(io.StringIO()):
            session.force_deep(session.force(delayed(body)))
        for leave_out in (True, False):
            parts: list[Bound] = []
            for name, term in self._needed.items():
                finished = self._finished(term)
                if leave_out and name in self._sets:
                    finished = without_stubs(finished, self._keep)
                parts.append((("=", name), (finished,)))
            last = self._finished(body)
            yield made("let", False, parts, last) if parts else last

    def _finished(self, term: Term) -> Term:
        """A term in which names stand for the values that are needed, and stubs for the others."""
        if term.kind == "call" and term.kids[0].info == _GET:
            name = term.kids[1].info[0]
            return var(name) if name in self._needed else STUB
        return term.with_kids(tuple(map(self._finished, term.kids))) if term.kids else term

    def _restarted(self, frame: Any, reopened: bool = False) -> Term:
        if frame.args is not None:
            return self._call(frame.code, frame.args)
        node = self.trees.node(frame.code)
        if node is None:
            return STUB
        for _ in range(len(frame.code.functions or ())):
            node = node.body
        return Stretch(self, frame.code.source, frame.code, frame.env, own=True, reopened=reopened).term(node)

    def value(self, value: Any, hint: str = "x") -> Term:
        """The term of a value or thunk."""
        value = resolved(value)
        if type(value) is Thunk:
            frame = self._running.get(id(value)) if value.running or id(value) in self._running else None
            return STUB if frame is None else self._named(value, hint, lambda: self._restarted(frame))
        simple = self._simple(value)
        if simple is not None:
            return simple
        if type(value) is tuple:
            return self._named(value, hint, lambda: Term("list", None, tuple(self.value(item) for item in value)))
        if type(value) is AttrSet:
            return self._named(value, hint, lambda: self._set(value))
        if type(value) is PartialCall:
            return self._named(value, hint, lambda: self._call(value.function, value.args))
        if type(value) is Closure:
            code: Any = value.function_code
            return self._named(value, code.name or hint, lambda: self._function(value))
        return STUB

    def _simple(self, value: Any) -> Term | None:
        """The term of a value without parts; None for others."""
        if value is None or value is UNSET:
            return STUB
        if isinstance(value, bool):
            return var("true" if value else "false")
        if isinstance(value, int):
            return const(str(value)) if value >= 0 else Term("neg", None, (const(str(-value)),))
        if isinstance(value, float):
            return float_term(value)
        if isinstance(value, str):
            return string(value)
        if type(value) is ContextString:
            return string(value.s)
        if type(value) is Path:
            return path_term(value.path)
        if value is self.builtins:
            return var("builtins")
        if type(value) is Builtin:
            known = value.name in self.builtins.d
            return Term("select", ((value.name,), False), (var("builtins"),)) if known else STUB
        if type(value) in (tuple, AttrSet) and not (value if type(value) is tuple else value.d):
            return Term("list") if type(value) is tuple else made("attrs", False, [])
        return None

    def _named(self, value: Any, hint: str, make: Callable[[], Term]) -> Term:
        known = self._names.get(id(value))
        if known is None:
            # No program has such names, so nothing inside binds them anew.
            name = f"{_NAME.sub('', hint).lstrip('0123456789-') or 'x'}'{len(self._names)}"
            known = self._names[id(value)] = Term("call", None, (var(_GET), string(name)))
            self._makers[name] = make
            if type(value) is AttrSet:
                self._sets.add(name)
        return known

    def written(self, value: Any, hint: str, make: Callable[[], Term]) -> Term:
        """The term of a value or thunk that is not written as what it is."""
        return self._named(resolved(value), hint, make)

    def _call(self, function: Any, arguments: Iterable[Any]) -> Term:
        return Term("call", None, (self.value(function), *map(self.value, arguments)))

    def _set(self, value: Any) -> Term:
        return made("attrs", False, [(("=", name), (self.value(item, name),)) for name, item in value.d.items()])

    def _function(self, value: Any) -> Term:
        code = value.function_code
        node = self.trees.node(code)
        if node is None:
            return STUB
        return Stretch(self, code.source, code.parent, value.environment, own=False).term(node)


class Stretch(Conversion):
    """Converts an expression of `code` in its environment. With `own`, code that begins anew in the environment
    that it had: what its own `let`, `rec` and `with` bind is known there."""

    def __init__(
        self, memory: Memory, source: Any, code: Any, env: Any, own: bool, reopened: bool = False
    ) -> None:
        super().__init__(lambda node: node.kind in COMPILED and memory.unused(source, node), lambda text: None)
        self._memory = memory
        self._source = source
        self._reopened = reopened
        self._code = code
        self._env = env
        self._levels: list[tuple[frozenset[str], Any]] = []
        """What is bound around the present expression, inside what is converted: names, and the value of
        the set of a `with` (_NOWHERE if it is none, None if it is not known)."""
        self._own = own
        self._inherited: dict[int, dict[str, Term]] = {}

    def term(self, node: Any) -> Term:
        """The term of an expression that is evaluated."""
        convert = _CONVERT.get(node.kind)
        return convert(self, node) if convert is not None else super().term(node)

    def later(self, node: Any) -> Term:
        """The term of an expression that has an environment of its own, if it needs one."""
        own, self._own = self._own, False
        try:
            return super().later(node)
        finally:
            self._own = own

    # ------------------------------------------------------------------ variables

    def _scope(self, offset: int) -> Scope:
        return _EMPTY if self._code is None else scope_at(self._code, self._env, offset)

    def _found(self, node: Any) -> tuple[Any, Any]:
        """(what a variable holds in memory, the `with` set it comes from or None); _NOWHERE for what is bound in
        the text, and for what is not known."""
        name = node.name
        if any(name in names for names, _ in self._levels):
            return _NOWHERE, None
        scope = self._scope(node.start)
        visible = scope.visible()
        if name in visible:
            return visible[name], None
        if name in self._memory.globals:
            return _NOWHERE, None
        around = [value for _, value in reversed(self._levels) if value is not _NOWHERE]
        for value in [*around, *(resolved(each.value) for each in scope.withs)]:
            if type(value) is not AttrSet:
                break
            if name in value.d:
                return value.d[name], value
        # Nothing may be undefined, even where it is never evaluated.
        return (_NOWHERE if None in around else UNSET), None

    def _definition(self, node: Any) -> Any:
        """What a variable is bound to, if it is to be written as that; or None."""
        if not self._reopened or any(node.name in names for names, _ in self._levels):
            return None
        return self._memory.trees.definition(self._source, node.name, node.start)

    def _variable(self, node: Any) -> Term:
        found, holder = self._found(node)
        if found is _NOWHERE:
            return var(node.name)
        definition = self._definition(node)
        if definition is not None:
            again = Stretch(self._memory, self._source, self._code, self._env, own=False)
            return self._memory.written(found, node.name, lambda: again.term(definition))
        if holder is not None and type(resolved(found)) is Thunk:
            return Term("select", ((node.name,), False), (self._memory.value(holder, "scope"),))
        return self._memory.value(found, node.name)

    def _known(self, node: Any) -> Any:
        """The value that an expression is known to have, or _NOWHERE."""
        if node.kind == Kind.VARIABLE and self._definition(node) is None:
            return resolved(self._found(node)[0])
        if node.kind == Kind.SELECT and node.default is None:
            value = self._known(node.expr)
            for step in node.path:
                if type(value) is not AttrSet or step.expr is not None or step.name not in value.d:
                    return _NOWHERE
                value = resolved(value.d[step.name])
            return value
        return _NOWHERE

    def _select(self, node: Any) -> Term:
        value = self._known(node.expr)
        steps = list(node.path)
        hint = "x"
        # What is selected from what is known is known, but the last step to what fails stays, so that the
        # program shows how it is reached.
        while steps and type(value) is AttrSet and steps[0].expr is None and steps[0].name in value.d:
            inner = resolved(value.d[steps[0].name])
            if type(inner) is Thunk:
                break
            hint = steps.pop(0).name
            value = inner
        if value is _NOWHERE:
            return super()._select(node)
        whole = self._memory.value(value, hint)
        if not steps:
            # A truth value tells nothing without the name it was found by.
            if isinstance(value, bool):
                return Term("select", ((hint,), False), (made("attrs", False, [(("=", hint), (whole,))]),))
            return whole
        kids = [whole, *(self.term(step.expr) for step in steps if step.expr is not None)]
        if node.default is not None:
            kids.append(self.later(node.default))
        names = tuple(step.name if step.expr is None else None for step in steps)
        return Term("select", (names, node.default is not None), tuple(kids))

    def _has(self, node: Any) -> Term:
        value = self._known(node.expr)
        for step in node.path:
            if type(value) is not AttrSet or step.expr is not None:
                return super()._select(node)
            if step.name not in value.d:
                return var("false")
            value = resolved(value.d[step.name])
        return var("true")

    # ------------------------------------------------------------------ what binds

    def _within(self, names: Iterable[str], convert: Callable[[], Term], withs: Any = _NOWHERE) -> Term:
        self._levels.append((frozenset(names), withs))
        try:
            return convert()
        finally:
            self._levels.pop()

    def _function(self, node: Any) -> Term:
        names = [node.arg] if node.arg is not None else []
        names += [formal.name for formal in node.formals or ()]
        own, self._own = self._own, False
        try:
            return self._within(names, lambda: super(Stretch, self)._lambda(node))
        finally:
            self._own = own

    def _is_own(self, node: Any, attrs: Any) -> bool:
        """Whether what an expression binds is in the environment."""
        visible = self._scope(node.body.start if node.kind == Kind.LET else node.end - 1).visible()
        return self._own and all(name in visible for name in attrs.names)

    def _let(self, node: Any) -> Term:
        if self._is_own(node, node.attrs):
            return self.term(node.body)
        return self._recursive(node, node.attrs, super()._let)

    def _attrs(self, node: Any) -> Term:
        if not node.recursive:
            return super()._attrs(node)
        if self._is_own(node, node) and not node.dynamic:
            visible = self._scope(node.end - 1).visible()
            return made(
                "attrs", False, [(("=", name), (self._memory.value(visible[name], name),)) for name in node.names]
            )
        return self._recursive(node, node, super()._attrs)

    def _recursive(self, node: Any, attrs: Any, convert: Callable[[Any], Term]) -> Term:
        # What is inherited without a source comes from outside.
        self._inherited[id(attrs)] = self._from_outside(attrs)
        return self._within(attrs.names, lambda: convert(node))

    def _from_outside(self, attrs: Any) -> dict[str, Term]:
        return {
            name: self.term(definition.expr)
            for name, definition in attrs.names.items()
            if definition.definition == Definition.INHERITED
        }

    def _bindings(self, node: Any) -> tuple[list[tuple[Any, ...]], list[Term]]:
        inherited = self._inherited.pop(id(node), None)
        if inherited is None:
            inherited = self._from_outside(node)
        bindings, kids = super()._bindings(node)
        parts: list[Bound] = []
        for binding, taken in bound(Term("attrs", (False, tuple(bindings)), tuple(kids))):
            if binding[0] == "inherit" and inherited[binding[1]].text != binding[1]:
                parts.append((("=", binding[1]), (inherited[binding[1]],)))
                continue
            if binding[0] == "from":
                value = self._known(node.sources[node.names[binding[1]].source])
                if type(value) is AttrSet and binding[1] in value.d:
                    parts.append((("=", binding[1]), (self._memory.value(value.d[binding[1]], binding[1]),)))
                    continue
            parts.append((binding, taken))
        return [binding for binding, _ in parts], [kid for _, taken in parts for kid in taken]

    def _with(self, node: Any) -> Term:
        if self._own and any(each.offset == node.start for each in self._scope(node.body.start).withs):
            return self.term(node.body)
        value = self._known(node.env)
        if type(value) is AttrSet:
            return self._within((), lambda: self.term(node.body), value)
        env = self.later(node.env)
        return Term("with", None, (env, self._within((), lambda: self.term(node.body), None)))


_CONVERT: dict[int, Callable[[Stretch, Any], Term]] = {
    Kind.VARIABLE: Stretch._variable,
    Kind.SELECT: Stretch._select,
    Kind.HAS_ATTR: Stretch._has,
    Kind.LAMBDA: Stretch._function,
    Kind.LET: Stretch._let,
    Kind.ATTRS: Stretch._attrs,
    Kind.WITH: Stretch._with,
}
