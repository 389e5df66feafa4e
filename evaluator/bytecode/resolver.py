"""Static scope: for each use of a variable, which environment slot holds it.

A *unit* is a stretch of program with one environment: a file, a function (all of `a: b: c: body` is
one), or a delayed expression. All of a unit's `let`, `rec` and `with` bindings live in that one
environment, so entering a function costs one allocation however many `let`s its body has.

Which expressions are delayed is decided here and nowhere else, as reference Nix decides it:
arguments, bindings, list items and defaults are, unless they are constants, functions, or
variables bound outside `with`.

A name is looked up among lexical bindings, then the globals, then the enclosing `with` sets, innermost
first; if there are none, it is an error at once, before anything runs (reference behaviour).
Inside a `with` nothing can be undefined, so a delayed expression there is resolved when it is first
entered (`resolve_unit`): of the 14,000 packages of all-packages.nix most never are. Until then its unit
keeps the `scope` it stands in.

Operators and `<path>` mean calls of `__sub`, `__lessThan`, `__findFile` ...; they are turned into calls
only where the program rebinds such a name.
"""

import cython
from cython.cimports.evaluator.bytecode.code import Unit
from cython.cimports.evaluator.syntax.ast import (
    Assert,
    AttrDef,
    AttrName,
    Attrs,
    Binary,
    Call,
    Constant,
    Definition,
    DynamicAttr,
    Formal,
    If,
    Interpolation,
    Kind,
    Lambda,
    Let,
    ListNode,
    Node,
    Operator,
    Select,
    Unary,
    Variable,
    With,
    delays_names,
)

from evaluator import errors
from evaluator.syntax import ast


@cython.final
@cython.no_gc
@cython.cclass
class Binding:
    """A variable: the unit whose environment holds it, and the slot there."""


@cython.cfunc
def new_binding(unit: Unit, slot: cython.int, name: str | None) -> Binding:
    binding: Binding = Binding.__new__(Binding)
    binding.unit = unit
    binding.slot = slot
    binding.name = name
    return binding


@cython.cfunc
def new_unit(parent: Unit | None) -> Unit:
    unit: Unit = Unit.__new__(Unit)
    unit.parent = parent
    unit.slots = 0
    return unit


@cython.cfunc
@cython.exceptval(check=False)
def is_atom(kind: cython.int) -> cython.bint:
    """Whether an expression of this kind is a value already, so that delaying it is pointless."""
    return kind == Kind.INT or kind == Kind.FLOAT or kind == Kind.STRING or kind == Kind.PATH


@cython.final
@cython.no_gc
@cython.freelist(8)
@cython.cclass
class Resolver:
    """Resolves one file. `sugar` maps nodes to the calls that stand for them (see the module's text)."""

    def __init__(self, source: object, globals: dict, sugar: dict) -> None:
        self.source = source
        self.globals = globals
        self.names = {}
        self.withs = ()
        self.sugar = sugar
        self.snapshot = None

    def bind(self, unit: Unit, name: str, slot: cython.int, start: cython.int, end: cython.int) -> Binding:
        """A new variable, visible until `restore`."""
        binding: Binding = new_binding(unit, slot, name)
        if unit.names is None:
            unit.names = []
        unit.names.append((name, slot, start, end))
        self.names[name] = binding
        self.snapshot = None
        return binding

    def scope(self) -> tuple:
        """What is in scope here, to go on later: names, and the sets of `with`."""
        if self.snapshot is None:
            self.snapshot = (self.names.copy(), self.withs)
        return self.snapshot

    def restore(self, saved: list) -> cython.void:
        """Undo bindings: `saved` holds names and what they meant before, in order of binding."""
        i: cython.Py_ssize_t = len(saved)
        names: dict = self.names
        self.snapshot = None
        while i > 0:
            i -= 2
            if saved[i + 1] is None:
                del names[saved[i]]
            else:
                names[saved[i]] = saved[i + 1]

    def variable(self, node: object, unit: Unit) -> cython.int:
        """Resolve a variable. Returns 1 if it must be looked up in `with` sets when evaluated."""
        v: Variable = node
        found: object = self.names.get(v.name)
        if found is not None:
            v.binding = found
            return 0
        if v.name in self.globals:
            v.slot = -2
            return 0
        if not self.withs:
            raise errors.undefined_variable(
                v.name, errors.Span(self.source, v.start, v.end), [*self.names, *self.globals]
            )
        v.binding = self.with_bindings()
        return 1

    def with_bindings(self) -> tuple:
        """The bindings of the `with` sets in scope, innermost first. Kept linked until somebody asks: as
        tuples, a hundred thousand nested ones take all memory there is."""
        found: list = []
        link: tuple = self.withs
        while link:
            found.append(link[0])
            link = link[1]
        return tuple(found)

    def delay(self, node: Node, unit: Unit) -> cython.int:
        """Resolve an expression that is evaluated on demand, giving it a unit if it needs one."""
        kind: cython.int = node.kind
        inner: Unit
        if is_atom(kind):
            return 0
        if kind == Kind.VARIABLE:
            if self.variable(node, unit):
                node.unit = new_unit(unit)
            return 0
        if kind == Kind.LAMBDA:
            return self.function(node, unit)
        inner = new_unit(unit)
        node.unit = inner
        if self.withs:
            inner.scope = self.scope()
            return 0
        return self.visit(node, inner)

    def path(self, select: Select, unit: Unit) -> cython.int:
        step: AttrName
        delayed: cython.bint = delays_names(select)
        for step in select.path:
            if step.name is None:
                if delayed:
                    self.delay(step.expr, unit)
                else:
                    self.visit(step.expr, unit)
        return 0

    def operator_call(self, node: Node, name: str, args: list, unit: Unit) -> cython.int:
        """If the program binds `name` itself, make the operator a call of it. Returns 1 if so."""
        if name not in self.names:
            return 0
        call: object = ast.Call(node.start, node.end, ast.Variable(node.start, node.end, name), args)
        self.sugar[node] = call
        self.visit(call, unit)
        return 1

    def visit(self, node: Node, unit: Unit) -> cython.int:
        """Resolve an expression that is evaluated in `unit` itself."""
        kind: cython.int = node.kind
        child: Node
        saved: list
        slot: cython.int
        if is_atom(kind):
            return 0
        elif kind == Kind.VARIABLE:
            self.variable(node, unit)
        elif kind == Kind.SELECT or kind == Kind.HAS_ATTR:
            select: Select = node
            self.visit(select.expr, unit)
            self.path(select, unit)
            if select.default is not None:
                self.visit(select.default, unit)
        elif kind == Kind.CALL:
            call: Call = node
            self.visit(call.function, unit)
            for child in call.args:
                self.delay(child, unit)
        elif kind == Kind.LAMBDA:
            self.function(node, unit)
        elif kind == Kind.ATTRS:
            self.attrs(node, unit)
        elif kind == Kind.LET:
            let: Let = node
            saved = []
            self.bindings(let.attrs, unit, saved, node.start, node.end)
            self.visit(let.body, unit)
            self.restore(saved)
        elif kind == Kind.INTERPOLATION or kind == Kind.PATH_INTERPOLATION:
            for child in cython.cast(Interpolation, node).parts:
                self.visit(child, unit)
        elif kind == Kind.LIST:
            for child in cython.cast(ListNode, node).items:
                self.delay(child, unit)
        elif kind == Kind.IF_ELSE:
            self.visit(cython.cast(If, node).condition, unit)
            self.visit(cython.cast(If, node).then, unit)
            self.visit(cython.cast(If, node).otherwise, unit)
        elif kind == Kind.ASSERT:
            self.visit(cython.cast(Assert, node).condition, unit)
            self.visit(cython.cast(Assert, node).body, unit)
        elif kind == Kind.WITH:
            scope: With = node
            self.delay(scope.env, unit)
            slot = unit.slots
            unit.slots += 1
            scope.scope = new_binding(unit, slot, None)
            if unit.names is None:
                unit.names = []
            unit.names.append((None, slot, node.start, node.end))
            outer: tuple = self.withs
            self.withs = (scope.scope, outer)
            self.snapshot = None
            self.visit(scope.body, unit)
            self.withs = outer
            self.snapshot = None
        elif kind == Kind.NOT:
            self.visit(cython.cast(Unary, node).operand, unit)
        elif kind == Kind.NEGATE:
            child = cython.cast(Unary, node).operand
            if not self.operator_call(node, "__sub", [ast.Constant(Kind.INT, node.start, node.start, 0), child], unit):
                self.visit(child, unit)
        elif kind == Kind.BINARY:
            self.binary(node, unit)
        elif kind == Kind.SEARCH_PATH:
            if "__findFile" in self.names or "__nixPath" in self.names:
                text: object = ast.Constant(Kind.STRING, node.start, node.end, cython.cast(Constant, node).value)
                find: object = ast.Variable(node.start, node.end, "__findFile")
                entries: object = ast.Variable(node.start, node.end, "__nixPath")
                desugared: object = ast.Call(node.start, node.end, find, [entries, text])
                self.sugar[node] = desugared
                self.visit(desugared, unit)
        return 0

    def binary(self, node: object, unit: Unit) -> None:
        b: Binary = node
        left: Node = b.left
        right: Node = b.right
        operator: cython.int = b.operator
        name: str = None
        if operator == Operator.OP_SUB:
            name = "__sub"
        elif operator == Operator.OP_MUL:
            name = "__mul"
        elif operator == Operator.OP_DIV:
            name = "__div"
        elif operator == Operator.OP_LT or operator == Operator.OP_GE:
            name = "__lessThan"
        elif operator == Operator.OP_GT or operator == Operator.OP_LE:
            name = "__lessThan"
            left, right = right, left
        if name is not None and name in self.names:
            call: object = ast.Call(b.start, b.end, ast.Variable(b.start, b.end, name), [left, right])
            cython.cast(Node, call).pos = b.pos
            if operator == Operator.OP_GE or operator == Operator.OP_LE:
                call = ast.Unary(Kind.NOT, b.start, b.end, call)
            self.sugar[node] = call
            self.visit(call, unit)
            return
        self.visit(b.left, unit)
        self.visit(b.right, unit)

    def bindings(self, attrs: object, unit: Unit, saved: list, start: cython.int, end: cython.int) -> cython.int:
        """Bind the names of a `let` or `rec` and resolve their definitions. `saved` is for `restore`."""
        a: Attrs = attrs
        definition: AttrDef
        child: Node
        slot: cython.int
        names: dict = self.names
        bound: list = []
        hidden: list = []
        for definition in a.names.values():
            if definition.definition == Definition.INHERITED:
                self.delay(definition.expr, unit)
        for definition in a.names.values():
            slot = unit.slots
            unit.slots += 1
            saved.append(definition.name)
            saved.append(names.get(definition.name))
            bound.append(self.bind(unit, definition.name, slot, start, end))
        for child in a.sources:
            self.delay(child, unit)
            hidden.append(new_binding(unit, unit.slots, None))
            unit.slots += 1
        a.scope = bound + hidden
        for definition in a.names.values():
            if definition.definition == Definition.PLAIN:
                self.delay(definition.expr, unit)
            elif definition.definition == Definition.INHERITED_FROM:
                self.inherit(definition, hidden, unit)
        return 0

    def inherit(self, definition: AttrDef, hidden: list, unit: Unit) -> None:
        """Make the expression of `inherit (e) name`: a selection from the variable that holds e."""
        end: cython.int = definition.start + len(definition.name)
        source: Variable = ast.Variable(definition.start, end, definition.name)
        source.binding = hidden[definition.source]
        step: object = ast.AttrName(definition.start, end, definition.name, None)
        definition.expr = ast.Select(Kind.SELECT, definition.start, end, source, [step], None)
        definition.expr.unit = new_unit(unit)

    def attrs(self, node: object, unit: Unit) -> cython.int:
        a: Attrs = node
        definition: AttrDef
        dynamic: DynamicAttr
        child: Node
        saved: list = []
        hidden: list = []
        if a.recursive:
            self.bindings(a, unit, saved, a.start, a.end)
        else:
            for child in a.sources:
                self.delay(child, unit)
                hidden.append(new_binding(unit, unit.slots, None))
                unit.slots += 1
            a.scope = hidden
            for definition in a.names.values():
                if definition.definition == Definition.INHERITED_FROM:
                    self.inherit(definition, hidden, unit)
                else:
                    self.delay(definition.expr, unit)
        for dynamic in a.dynamic:
            self.visit(dynamic.name, unit)
            self.delay(dynamic.value, unit)
        self.restore(saved)
        return 0

    def function(self, node: object, unit: Unit) -> cython.int:
        """Resolve a function, with the functions it directly returns: they are one unit."""
        inner: Unit = new_unit(unit)
        cython.cast(Node, node).unit = inner
        if self.withs:
            inner.scope = self.scope()
            return 0
        return self.enter_function(node, inner)

    def enter_function(self, node: object, inner: Unit) -> cython.int:
        current: Lambda = node
        formal: Formal
        names: dict = self.names
        saved: list = []
        arity: cython.int = 0
        while True:
            arity += 1
            if current.arg is not None and current.formals is None:
                saved.append(current.arg)
                saved.append(names.get(current.arg))
                self.bind(inner, current.arg, arity - 1, current.start, current.end)
            if current.formals is not None or current.body.kind != Kind.LAMBDA:
                break
            current = cython.cast(Lambda, current.body)
        inner.slots = arity
        if current.formals is not None:
            if current.arg is not None:
                saved.append(current.arg)
                saved.append(names.get(current.arg))
                self.bind(inner, current.arg, arity - 1, current.start, current.end)
            for formal in current.formals:
                saved.append(formal.name)
                saved.append(names.get(formal.name))
                self.bind(inner, formal.name, inner.slots, current.start, current.end)
                inner.slots += 1
            for formal in current.formals:
                if formal.default is not None:
                    self.delay(formal.default, inner)
        self.visit(current.body, inner)
        self.restore(saved)
        return 0


def resolve_unit(node: Node, unit: Unit, source: object, globals: dict, sugar: dict) -> None:
    """Resolve a function or delayed expression that was left for later."""
    resolver: Resolver = Resolver(source, globals, sugar)
    resolver.names, resolver.withs = unit.scope
    unit.scope = None
    if node.kind == Kind.LAMBDA:
        resolver.enter_function(node, unit)
    else:
        resolver.visit(node, unit)


def resolve(node: Node, source: object, globals: dict, extra: list) -> tuple:
    """Resolve a whole file. `extra` lists further names in scope, bound to slots 0, 1, ... of the file's
    own environment (what `scopedImport` and the debugger's prompt add); None among them is a set whose
    names are in scope as by `with`, the innermost first. Returns the file's unit and
    its `sugar`. Raises EvalError (undefined variable)."""
    resolver: Resolver = Resolver(source, globals, {})
    unit: Unit = new_unit(None)
    name: str | None
    sets: list = []
    for name in extra:
        if name is None:
            sets.append(new_binding(unit, unit.slots, None))
        else:
            resolver.bind(unit, name, unit.slots, node.start, node.end)
        unit.slots += 1
    for binding in reversed(sets):
        resolver.withs = (binding, resolver.withs)
    resolver.visit(node, unit)
    return unit, resolver.sugar
