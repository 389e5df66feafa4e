"""From what an error noted while it unwound to the trace that people read.

While an error is on its way it only notes frames, so that `tryEval` costs little. When somebody asks for the
trace, each frame's place is looked up in the syntax tree: the constructs around it, up to the nearest
delayed expression or function, tell what was being evaluated there. Which construct says what, and with
which place, is the reference's behaviour (2.34.8, observed).
"""

from __future__ import annotations

from itertools import chain

from evaluator.bytecode.opcodes import TABLE
from evaluator.errors import Context, EvalError, ParseError, Source, Span, Trace
from evaluator.errors import Kind as ErrorKind
from evaluator.syntax.ast import Kind, Operator, delays_names
from evaluator.values import AttrSet, Thunk
from evaluator.vm import origins
from evaluator.vm.notes import OPERATOR, WITH_SET, AttributeNote, CallSite, FunctorNote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, NamedTuple
else:
    from evaluator.light import NamedTuple


_PATTERN_KINDS = (ErrorKind.MISSING_ARGUMENT, ErrorKind.UNEXPECTED_ARGUMENT)
_FUNCTOR = Trace("while calling a functor (an attribute set with a '__functor' attribute)", None)

_NAMES = [row.name for row in TABLE]
_SELECTIONS = frozenset(["SELECT", "SELECT_DYNAMIC", "SELECT_OR", "SELECT_OR_DYNAMIC", "SELECT_PATH"])
_ARITHMETIC = frozenset(["SUB", "MUL", "DIV", "LT", "GE", "NEGATE", "DEEPER"])
# Instructions that may apply a function, or force a thunk that does.
_VARIABLES = ("GET", "GET_UP", "GET_WITH", "GET_OPERAND", "GET_UP_OPERAND")
_APPLYING = frozenset([*_SELECTIONS, *_VARIABLES, "CALL", "TO_STRING", "ADDEND", "ADD", "JOIN_PATH"])
# Builtins that leave no step of their own.
_SILENT = frozenset(["addErrorContext"])

_BUILTIN_OF = {
    Operator.OP_SUB: "sub",
    Operator.OP_MUL: "mul",
    Operator.OP_DIV: "div",
    Operator.OP_LT: "lessThan",
    Operator.OP_LE: "lessThan",
    Operator.OP_GT: "lessThan",
    Operator.OP_GE: "lessThan",
}
_LOGIC = {Operator.OP_AND: "AND (&&)", Operator.OP_OR: "OR (||)", Operator.OP_IMPL: "IMPL (->)"}


class _Place(NamedTuple):
    """What the tree says of an instruction: its name, its reported place, the innermost node, and the
    steps that the constructs around it add, innermost first."""

    operation: str
    span: Span | None
    node: Any
    steps: tuple[Trace, ...]
    end: int


def make_trace(error: EvalError) -> list[Trace]:
    """The steps of an error, innermost first."""
    try:
        return _Unwinding().run(error)
    finally:
        _KNOWN.clear()


class _Unwinding:
    """The state of one walk over an error's notes."""

    def __init__(self) -> None:
        self.steps: list[Trace] = []
        # Steps that get the place of the next program frame: index and operand.
        self.waiting: list[tuple[int, int]] = []
        # What was left last: "function", "builtin", "thunk", "functor", or "" at the beginning.
        self.left = ""
        self.attribute: AttributeNote | None = None
        self.known: dict[tuple[int, int], _Place] = {}

    def run(self, error: EvalError) -> list[Trace]:
        for note in error.notes:
            if isinstance(note, Trace):
                self.steps.append(note)
            elif isinstance(note, Context):
                self.wait(Trace(note.text, None), note.operand)
            elif isinstance(note, AttributeNote):
                self.attribute = note
            elif isinstance(note, CallSite):
                if self.left:
                    self.called_from(note.span)
                    self.waited_for(note.span)
                elif note.span is not None:
                    self.steps.append(Trace("from call site", note.span))
            elif isinstance(note, FunctorNote):
                blocked = error.kind is ErrorKind.INFINITE_RECURSION and not error.here
                if not self.left and (blocked or error.kind in _PATTERN_KINDS):
                    self.steps.append(Trace("from call site", note.span))
                # The functor of what another one gave.
                self.waited_for(note.span)
                self.called_from(note.span)
                self.wait(_FUNCTOR)
                self.left = "functor"
            elif isinstance(note, tuple) and len(note) == 2:
                self.builtin(note[0].name)
            elif isinstance(note, tuple):
                self.frame(error, note)
        return self.steps

    def wait(self, step: Trace, operand: int = -1) -> None:
        """Add a step whose place comes with the next frame."""
        self.waiting.append((len(self.steps), operand))
        self.steps.append(step)

    def builtin(self, name: str) -> None:
        self.waiting.clear()
        self.left = "silent"
        if name not in _SILENT:
            self.wait(Trace(f"while calling the '{name}' builtin", None))
            self.left = "builtin"

    def waited_for(self, span: Span | None) -> None:
        """If a functor was left last, it was called from this place."""
        if self.left == "functor":
            at, _ = self.waiting.pop()
            self.steps[at] = self.steps[at]._replace(span=span)
            self.left = "thunk"

    def called_from(self, span: Span | None) -> None:
        """What was left last was called from this place."""
        if self.left == "function":
            self.steps.append(Trace("from call site", span, True))
        elif self.left == "builtin":
            at, _ = self.waiting.pop()
            self.steps[at] = self.steps[at]._replace(span=span)

    def frame(self, error: EvalError, note: tuple[Any, ...]) -> None:
        code, pc, env = note
        place = self.known.get((id(code), pc))
        if place is None:
            place = self.known[id(code), pc] = _locate(code, pc)
        selects = place.operation in _SELECTIONS
        attribute, self.attribute = self.attribute, None
        span = attribute.span if attribute is not None and attribute.span is not None else place.span
        if place.operation in _APPLYING:
            # Nothing but the callee's pattern can fail at a call without leaving a frame there.
            of_pattern = self.left == "thunk" or (not self.left and not error.here)
            if place.operation == "CALL" and of_pattern:
                self.steps.append(Trace("from call site", place.span))
            self.called_from(span)
        self.left = "thunk"
        for at, operand in self.waiting:
            if self.steps[at].span is None and not self.steps[at].text.startswith("while calling the '"):
                found = _operand_span(code, place, operand)
                if operand == WITH_SET:
                    found = with_span(code, pc, env)
                self.steps[at] = self.steps[at]._replace(span=found)
        self.waiting.clear()
        if selects:
            self.selection(code, place, env, attribute)
        first = len(error.frames) == 0 or error.frames[0] is note
        # These two are raised before what their own step would tell of begins.
        itself = error.kind is ErrorKind.ASSERTION or (
            error.kind is ErrorKind.CALL_DEPTH
            and error.here
            and (place.operation in _ARITHMETIC or error.operand == OPERATOR)
        )
        self.steps += place.steps[1:] if first and itself else place.steps
        if code.argument_count:
            start = code.functions[-1].start
            name = f"'{code.name}'" if code.name else "anonymous lambda"
            self.steps.append(Trace(f"while calling {name}", Span(code.source, start, start + 1), True))
            self.left = "function"

    def selection(self, code: Any, place: _Place, env: Any, attribute: AttributeNote | None) -> None:
        """A selection failed: forcing an attribute it found, or at a later step of its path."""
        node = place.node
        if node is not None and node.kind == Kind.HAS_ATTR:
            return
        is_path = node is not None and node.kind == Kind.SELECT
        if attribute is not None and attribute.span is not None and attribute.span.source.internal:
            return
        if attribute is not None:
            if attribute.span is not None:
                text = _shown_path(node.path, attribute.names) if is_path else _slice(place.span, place.end)
                self.steps.append(Trace(f"while evaluating the attribute '{text}'", attribute.span))
        elif is_path and place.operation != "SELECT_PATH":
            steps = [at for at, step in enumerate(node.path) if step.end == place.end]
            if steps and steps[0] > 0:
                span = _attribute_before(node, steps[0], code, env)
                text = _shown_path(node.path)
                self.steps.append(Trace(f"while evaluating the attribute '{text}'", span))


# ---------------------------------------------------------------- places


def _locate(code: Any, pc: int) -> _Place:
    """What the tree says of the instruction at `pc`."""
    opcode = code.instruction(pc)
    operation = _NAMES[opcode] if opcode >= 0 else ""
    start, end, reported = code.span(pc)
    span = Span(code.source, reported, max(end, reported)) if reported >= 0 else None
    if start < 0:
        return _Place(operation, span, None, (), end)
    steps: list[Trace] = []
    node = None
    path = _path_to(_tree(code), start, end)
    if path:
        node = path[-1][1]
        if operation in _ARITHMETIC:
            steps += _steps_inside(code.source, "operand", node)
        for at in range(len(path) - 1, 0, -1):
            steps += _steps_inside(code.source, path[at][0], path[at - 1][1])
    return _Place(operation, span, node, tuple(steps), end)


def is_operand(code: Any, pc: int) -> bool:
    """Whether the instruction at `pc` is a variable that is an operand of an operator which counts as a call."""
    opcode = code.instruction(pc)
    return opcode >= 0 and _NAMES[opcode] in ("GET_OPERAND", "GET_UP_OPERAND")


def ends_path(code: Any, pc: int) -> bool:
    """Whether a selection at `pc` is the last of its path. What the others give is forced only to go on, and has the
    place of the path."""
    place = _locate(code, pc)
    if place.node is None or place.node.kind not in (Kind.SELECT, Kind.HAS_ATTR):
        return True
    return bool(place.node.kind == Kind.SELECT and place.node.path[-1].end == place.end)


def operand_span(code: Any, pc: int, operand: int) -> Span | None:
    """The place of one operand of the instruction at `pc`."""
    if operand == OPERATOR:
        start, end, _ = code.span(pc)
        around = _path_to(_tree(code), start, end)
        return Span(code.source, around[-2][1].pos, around[-2][1].pos + 1) if len(around) > 1 else None
    return _operand_span(code, _locate(code, pc), operand)


def _operand_span(code: Any, place: _Place, operand: int) -> Span | None:
    node = place.node
    if operand < 0 or node is None:
        return place.span
    offset = -1
    if place.operation == "SELECT_PATH":
        offset = node.path[operand].expr.pos
    elif node.kind in (Kind.SELECT, Kind.HAS_ATTR):
        names = [step.expr.pos for step in node.path if step.end == place.end and step.expr is not None]
        offset = names[0] if names else -1
    if node.kind == Kind.BINARY:
        sides = (node.left, node.right)
        if node.operator == Operator.OP_ADD:
            offset = (node.start, node.right_start)[operand]
        else:
            offset = _told(sides[operand])
    elif node.kind == Kind.PATH_INTERPOLATION:
        offset = node.starts[operand]
    return Span(code.source, offset, offset + 1) if offset >= 0 else None


def _steps_inside(source: Source, edge: str, node: Any) -> Iterator[Trace]:
    """The steps that `node` adds to an error from its part `edge`."""

    def at(offset: int) -> Span | None:
        return Span(source, offset, offset + 1) if offset >= 0 else None

    if node.kind == Kind.IF_ELSE and edge == "condition":
        yield Trace("while evaluating a branch condition", at(node.pos))
    elif node.kind == Kind.ASSERT and edge == "condition":
        yield Trace("in the condition of the assert statement", at(node.pos))
    elif node.kind == Kind.NOT:
        yield Trace("in the argument of the not operator", at(_told(node.operand)))
    elif node.kind == Kind.NEGATE:
        yield Trace("while calling the 'sub' builtin", at(node.pos))
    elif node.kind == Kind.BINARY:
        operator = node.operator
        if operator in _BUILTIN_OF:
            yield Trace(f"while calling the '{_BUILTIN_OF[operator]}' builtin", at(node.pos))
            if operator in (Operator.OP_LE, Operator.OP_GE):
                yield Trace("in the argument of the not operator", at(node.pos))
        elif operator in _LOGIC:
            yield Trace(f"in the {edge} operand of the {_LOGIC[operator]} operator", at(node.pos))
        elif operator == Operator.OP_UPDATE:
            side = node.left if edge == "left" else node.right
            # A chain of updates is one operation.
            if side.kind == Kind.BINARY and side.operator == Operator.OP_UPDATE:
                return
            yield Trace(f"in the {edge} operand of the update (//) operator", at(_told(side)))


def _told(node: Any) -> int:
    """The offset that stands for an expression where the reference tells of it as an operand, or -1: for
    some operators that is their own operand's."""
    while node.kind in (Kind.HAS_ATTR, Kind.NOT) or (node.kind == Kind.LIST and node.items):
        node = node.items[0] if node.kind == Kind.LIST else node.expr if node.kind == Kind.HAS_ATTR else node.operand
    if node.kind == Kind.BINARY and node.operator in (Operator.OP_EQ, Operator.OP_NE):
        return -1
    return int(node.pos)


def with_span(code: Any, pc: int, env: Any) -> Span | None:
    """The place of the `with` whose set turned out to be none, of those that the variable at `pc` is looked
    up in; None if there is no such variable, or all are sets."""
    opcode = code.instruction(pc)
    if opcode < 0 or _NAMES[opcode] != "GET_WITH":
        return None
    start, end, _ = code.span(pc)
    scopes = [node for _, node in _path_to(_tree(code), start, end, whole=True) if node.kind == Kind.WITH]
    words = code.words
    for at in range(min(words[pc], len(scopes))):
        around = env
        for _ in range(words[pc + 1 + 2 * at]):
            around = around.parent
        value = around.slot(words[pc + 2 + 2 * at])
        if type(value) is Thunk and value.finished:
            value = value.value
        if type(value) is not AttrSet:
            scope = scopes[-1 - at]
            return Span(code.source, scope.pos, scope.pos + len("with"))
    return None


# ---------------------------------------------------------------- the tree

_TREES: dict[Source, Any] = {}
_MOST_TREES = 16
_KNOWN: dict[Source, Any] = {}
"""Trees found while one trace is made: a code object may be thousands of functions deep in its file."""


def _tree(code: Any) -> Any:
    """The syntax tree of a code object's file; parsed again if the code came from the cache. None if it is
    too deep for the stack of the thread that asks for the trace."""
    source = code.source
    if source in _KNOWN:
        return _KNOWN[source]
    while code.parent is not None:
        code = code.parent
    _KNOWN[source] = code.node if code.node is not None else parsed(source)
    return _KNOWN[source]


def parsed(source: Source) -> Any:
    """The syntax tree of a source that has been evaluated before; None if it is too deep for the stack of this
    thread."""
    from evaluator.syntax.options import ParseOptions
    from evaluator.syntax.parser import parse

    if source not in _TREES:
        if len(_TREES) >= _MOST_TREES:
            _TREES.clear()
        try:
            _TREES[source] = parse(source, "/", "/", ParseOptions(pipe_operators=True))
        except ParseError:
            _TREES[source] = None
    return _TREES[source]


def _path_to(node: Any, start: int, end: int, whole: bool = False) -> list[tuple[str, Any]]:
    """The nodes from the root of a code object, or of the `whole` file, down to the innermost one around a
    stretch of text, each with the part of the one before that it is. Nothing if there is no tree."""
    if node is None:
        return []
    path: list[tuple[str, Any]] = [("", node)]
    while True:
        around = path[-1][1]
        for edge, child, delayed in chain(_children(around), _strayed(around)):
            if child.start <= start and end <= child.end:
                if delayed and not whole:
                    path.clear()
                path.append((edge, child))
                break
        else:
            return path


def _children(node: Any) -> Iterator[tuple[str, Any, bool]]:
    """The parts of a node: which, the child, and whether it is another code object's."""
    kind = node.kind
    if kind in (Kind.SELECT, Kind.HAS_ATTR):
        yield "expression", node.expr, False
        for step in node.path:
            if step.expr is not None:
                yield "name", step.expr, delays_names(node)
        if node.default is not None:
            yield "default", node.default, False
    elif kind == Kind.CALL:
        yield "function", node.function, False
        for child in node.args:
            yield "argument", child, True
    elif kind == Kind.LAMBDA:
        yield "body", node.body, True
        for formal in node.formals or ():
            if formal.default is not None:
                yield "default", formal.default, True
    elif kind == Kind.LET:
        yield from _bindings(node.attrs)
        yield "body", node.body, False
    elif kind == Kind.ATTRS:
        yield from _bindings(node)
        for dynamic in node.dynamic:
            yield "name", dynamic.name, False
            yield "value", dynamic.value, True
    elif kind in (Kind.INTERPOLATION, Kind.PATH_INTERPOLATION):
        for child in node.parts:
            yield "part", child, False
    elif kind == Kind.LIST:
        for child in node.items:
            yield "item", child, True
    elif kind == Kind.IF_ELSE:
        yield "condition", node.condition, False
        yield "then", node.then, False
        yield "else", node.otherwise, False
    elif kind == Kind.WITH:
        yield "set", node.env, True
        yield "body", node.body, False
    elif kind == Kind.ASSERT:
        yield "condition", node.condition, False
        yield "body", node.body, False
    elif kind in (Kind.NOT, Kind.NEGATE):
        yield "operand", node.operand, False
    elif kind == Kind.BINARY:
        yield "left", node.left, False
        yield "right", node.right, False


def _bindings(attrs: Any) -> Iterator[tuple[str, Any, bool]]:
    for child in attrs.sources:
        yield "source", child, True
    for definition in attrs.names.values():
        if definition.expr is not None:
            yield "value", definition.expr, True


def _strayed(node: Any) -> Iterator[tuple[str, Any, bool]]:
    """What further paths have put into the sets of a set or `let` (`a.b = 1; a.c = 2`): it stands outside of them."""
    attrs = node.attrs if node.kind == Kind.LET else node
    if attrs.kind == Kind.ATTRS:
        for definition in attrs.names.values():
            inner = definition.expr
            if inner is not None and inner.kind == Kind.ATTRS:
                for row in chain(_children(inner), _strayed(inner)):
                    if not inner.start <= row[1].start <= inner.end:
                        yield row


# ---------------------------------------------------------------- attribute paths


def _slice(span: Span | None, end: int) -> str:
    return "" if span is None else span.source.text[span.start : end].decode("latin-1")


def _shown_path(path: list[Any], names: tuple[str | None, ...] | None = None) -> str:
    """An attribute path as messages print it; `names` are those that its steps turned out to have, as far as known."""
    from evaluator.printing import attribute_name
    from evaluator.syntax.printing import show

    known = names or [step.name for step in path]
    return ".".join(
        f'"${{{show(step.expr)}}}"' if name is None else attribute_name(name)
        for step, name in zip(path, known, strict=True)
    )


def _attribute_before(node: Any, step: int, code: Any, env: Any) -> Span | None:
    """Where the attribute that the path had reached before `step` is written, if the set it began with is
    still to be had: a variable's, all evaluated."""
    if node.expr.kind == Kind.ATTRS:
        written, definition = node.expr, None
        for passed in node.path[:step]:
            definition = written.names.get(passed.name) if written.kind == Kind.ATTRS else None
            if definition is None or definition.expr is None:
                return None
            written = definition.expr
        return None if definition is None else Span(code.source, definition.start, node.expr.end)
    value = _variable(node.expr, code, env)
    span = None
    for passed in node.path[:step]:
        if type(value) is not AttrSet or passed.name is None or passed.name not in value.d:
            return None
        found = origins.position(value, passed.name)
        span = None if found is None else Span(found[0], found[1], found[1] + len(passed.name))
        value = value.d[passed.name]
        if type(value) is Thunk and value.finished:
            value = value.value
    return span


def _variable(node: Any, code: Any, env: Any) -> Any:
    """The value of a variable that has one; else None."""
    if node.kind != Kind.VARIABLE:
        return None
    for scope in code.scopes:
        for name, slot, start, end in reversed(scope):
            if name == node.name and start <= node.start < end:
                try:
                    value = env.slot(slot)
                except IndexError:
                    return None
                return value.value if type(value) is Thunk and value.finished else value
        env = env.parent
    return None
