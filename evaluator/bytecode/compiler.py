"""From resolved syntax to instructions: `compile_file` makes the code object of a file, `compile_code`
fills in a code object when it is first entered.

`Emitter` follows one code object. It keeps the depth of the value stack while it goes, so that the
machine knows how much room the code needs. Delayed expressions become maker words (opcodes.py), each
naming a child code object that is still empty.
"""

from sys import intern

import cython
from cython.cimports.cpython.mem import PyMem_Malloc
from cython.cimports.cpython.ref import PyObject
from cython.cimports.evaluator.bytecode.code import Code, CodeKind, Formals, Program, Template, Unit
from cython.cimports.evaluator.bytecode.opcode_numbers import Op
from cython.cimports.evaluator.bytecode.resolver import Binding, resolve_unit
from cython.cimports.evaluator.growing import grown
from cython.cimports.evaluator.shapes import shape_of
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

from evaluator.bytecode import resolver
from evaluator.known_names import first_met
from evaluator.places import position_set
from evaluator.syntax import ast
from evaluator.syntax.printing import show
from evaluator.values import Path

LONG = 1 << 16
"""In a text behind so many bytes it costs too much to find out which names it has first."""


@cython.cfunc
@cython.exceptval(-1, check=False)
def store_variables(emitter: Emitter, definitions: list, slots: set) -> cython.int:
    """Bind names that are defined as variables, given as (binding, definition). As in the reference, a variable
    of the same `let` or `rec` (it has `slots`) is copied if it was known before the name, else looked up later."""
    definition: AttrDef
    variable: Variable
    target: Binding
    i: cython.Py_ssize_t
    names: set = set()
    for _, definition in definitions:
        variable = definition.expr
        if is_among(variable, emitter.unit, slots) and definition.start < LONG:
            names.add(definition.name)
            names.add(variable.name)
    known: dict = first_met(names, emitter.program.source) if names else {}
    order: list = sorted([(known.get(definitions[i][1].name, 0), i) for i in range(len(definitions))])
    for _, i in order:
        definition = definitions[i][1]
        variable = definition.expr
        if is_among(variable, emitter.unit, slots) and known.get(definition.name, 0) <= known.get(variable.name, 0):
            target = variable.binding
            emitter.empty.add(target.slot)
            emitter.store(definitions[i][0], variable, definition.name, False)
            emitter.empty.discard(target.slot)
        else:
            emitter.store(definitions[i][0], variable, definition.name, False)
    return 0


@cython.cfunc
def is_among(variable: Variable, unit: Unit, slots: set) -> cython.bint:
    """Whether a variable is one of a unit's that have these slots."""
    binding: Binding = variable.binding
    return binding is not None and binding.unit is unit and binding.slot in slots


@cython.cfunc
@cython.exceptval(check=False)
def is_constant(kind: cython.int) -> cython.bint:
    return kind == Kind.INT or kind == Kind.FLOAT or kind == Kind.STRING or kind == Kind.PATH


@cython.cfunc
def new_code(kind: cython.int, node: Node, unit: Unit, program: Program, parent: Code | None, name: str | None) -> Code:
    code: Code = Code.__new__(Code)
    code.kind = kind
    code.node = node
    code.start = node.start
    code.end = node.end
    code.unit = unit
    code.program = program
    code.parent = parent
    code.name = name
    return code


PRESENT: object = ast.Constant(Kind.INT, 0, 0, 0)


@cython.final
@cython.no_gc
@cython.freelist(8)
@cython.cclass
class Emitter:
    """Writes the instructions of one code object."""

    def __init__(self, code: Code) -> None:
        self.code = code
        self.unit = code.unit
        self.program = code.program
        self.ops = cython.NULL
        self.spans = cython.NULL
        self.constants = []
        self.interned = {}
        self.empty = None  # most code binds nothing, and there is much of it

    def word(self, value: cython.int) -> cython.int:
        """Append a word; returns its index."""
        if self.nops == self.capacity:
            self.ops = cython.cast(
                cython.p_int, grown(self.ops, cython.address(self.capacity), 1, cython.sizeof(cython.int))
            )
        self.ops[self.nops] = value
        self.nops += 1
        return self.nops - 1

    def op(self, opcode: cython.int, operand: cython.int, effect: cython.int) -> cython.int:
        """Append an instruction that changes the stack's depth by `effect`; returns its index."""
        self.depth += effect
        if self.depth > self.max_depth:
            self.max_depth = self.depth
        if operand >= 1 << 23:
            raise OverflowError("a code object holds at most 8,388,608 constants")
        return self.word(opcode | (operand << 8))

    def mark(self, start: cython.int, end: cython.int, pos: cython.int) -> cython.int:
        """Give the next instruction a place in the source."""
        at: cython.int = 4 * self.nspans
        if at + 4 > self.span_capacity:
            self.spans = cython.cast(
                cython.p_int, grown(self.spans, cython.address(self.span_capacity), 4, cython.sizeof(cython.int))
            )
        self.spans[at] = self.nops + 1
        self.spans[at + 1] = start
        self.spans[at + 2] = end
        self.spans[at + 3] = pos
        self.nspans += 1
        return 0

    def constant(self, value: object) -> cython.int:
        self.constants.append(value)
        return len(self.constants) - 1

    def name(self, value: str) -> cython.int:
        """The index of a name among the constants, one for all uses."""
        found: object = self.interned.get(value)
        if found is None:
            found = self.constant(intern(value))
            self.interned[value] = found
        return found

    def level(self, binding: Binding) -> cython.int:
        """How many environments out from this code's a variable lives."""
        unit: Unit = self.unit
        level: cython.int = 0
        while unit is not binding.unit:
            if unit.slots > 0:
                level += 1
            unit = unit.parent
        return level

    def patch(self, at: cython.int) -> cython.int:
        """Make the jump at word `at` go here. Its target is its operand, or the word after it."""
        opcode: cython.int = self.ops[at] & 0xFF
        if opcode == Op.SELECT_OR_OP or opcode == Op.SELECT_OR_DYNAMIC_OP:
            self.ops[at + 1] = self.nops
        else:
            self.ops[at] = opcode | (self.nops << 8)
        return 0

    def child(self, kind: cython.int, node: Node, unit: Unit, name: str | None) -> Code:
        return new_code(kind, node, unit, self.program, self.code, name)

    def function(self, node: Node) -> Code:
        """The code object of a function."""
        first: Lambda = node
        current: Lambda = first
        code: Code = self.child(CodeKind.FUNCTION, node, first.unit, first.name)
        code.functions = [first]
        while current.formals is None and current.body.kind == Kind.LAMBDA:
            current = cython.cast(Lambda, current.body)
            code.functions.append(current)
        code.arity = len(code.functions)
        return code

    def maker(self, node: Node, name: str | None) -> cython.int:
        """The maker word of a delayed expression bound to `name` (or None)."""
        kind: cython.int = node.kind
        unit: Unit
        level: cython.int
        binding: Binding
        if is_constant(kind):
            return self.constant(self.literal(node)) << 2
        if kind == Kind.LAMBDA:
            if name is not None and cython.cast(Lambda, node).name is None:
                cython.cast(Lambda, node).name = name
            return (self.constant(self.function(node)) << 2) | 2
        unit = node.unit
        if kind == Kind.VARIABLE and unit is None:
            variable: Variable = node
            if variable.slot == -2:
                return self.constant(self.program.globals[variable.name]) << 2
            binding = variable.binding
            if binding.unit is not self.unit or self.empty is None or binding.slot not in self.empty:
                level = self.level(binding)
                if level < 256:
                    return (((binding.slot << 8) | level) << 2) | 3
            unit = Unit.__new__(Unit)
            unit.parent = self.unit
        elif kind == Kind.LIST and not cython.cast(ListNode, node).items:
            return self.constant(()) << 2
        return (self.constant(self.child(CodeKind.THUNK, node, unit, name)) << 2) | 1

    def literal(self, node: Node) -> object:
        """The value of a constant expression."""
        kind: cython.int = node.kind
        value: object = cython.cast(Constant, node).value
        if kind == Kind.PATH:
            return Path(value)
        if kind == Kind.CUR_POS:
            return self.position(node.start)
        return value

    def position(self, offset: cython.int) -> object:
        """What `__curPos` says of an offset: a set, or null for text that is not in a file."""
        source: object = self.program.source
        if source.path is None:
            return None
        line, column = source.position(offset)
        return position_set(source.path, line, column)

    def emit(self, node: Node, tail: cython.bint) -> cython.int:
        """Instructions that push the value of an expression; if `tail`, they return it."""
        kind: cython.int = node.kind
        child: Node
        at: cython.int = 0
        jump: cython.int
        count: cython.int
        words: list
        if self.program.listener is not None and not is_constant(kind):
            self.mark(node.start, node.end, node.pos)
            self.op(Op.TRAP_OP, self.nspans - 1, 0)
        if is_constant(kind) or kind == Kind.CUR_POS:
            self.op(Op.CONST_OP, self.constant(self.literal(node)), 1)
        elif kind == Kind.VARIABLE:
            self.variable(node)
        elif kind == Kind.SELECT or kind == Kind.HAS_ATTR:
            self.select(node)
        elif kind == Kind.CALL:
            call: Call = node
            self.emit(call.function, False)
            words = [self.maker(child, None) for child in call.args]
            self.mark(node.start, node.end, node.pos)
            self.op(Op.CALL_OP, len(words), 0)
            for at in words:
                self.word(at)
        elif kind == Kind.LAMBDA:
            at = self.constant(self.function(node))
            self.op(Op.CLOSURE_OP, at, 1)
        elif kind == Kind.ATTRS:
            self.attrs(node)
        elif kind == Kind.LET:
            self.store_all(cython.cast(Let, node).attrs, False)
            return self.emit(cython.cast(Let, node).body, tail)
        elif kind == Kind.INTERPOLATION or kind == Kind.PATH_INTERPOLATION:
            count = 0
            for child in cython.cast(Interpolation, node).parts:
                self.emit(child, False)
                if kind == Kind.INTERPOLATION and child.kind != Kind.STRING:
                    self.mark(child.start, child.end, cython.cast(Interpolation, node).starts[count])
                    self.op(Op.TO_STRING_OP, 0, 0)
                elif kind == Kind.PATH_INTERPOLATION and count and not is_constant(child.kind):
                    self.mark(node.start, node.end, node.pos)
                    self.op(Op.ADDEND_OP, count, 0)
                count += 1
            self.mark(node.start, node.end, node.pos)
            self.op(Op.JOIN_OP if kind == Kind.INTERPOLATION else Op.JOIN_PATH_OP, count, 1 - count)
        elif kind == Kind.LIST:
            words = [self.maker(child, None) for child in cython.cast(ListNode, node).items]
            self.op(Op.LIST_OP, len(words), 1)
            for at in words:
                self.word(at)
        elif kind == Kind.IF_ELSE:
            condition: If = node
            self.emit(condition.condition, False)
            self.mark(condition.condition.start, condition.condition.end, node.pos)
            jump = self.op(Op.JUMP_FALSE_OP, 0, -1)
            self.emit(condition.then, tail)
            if not tail:
                at = self.op(Op.JUMP_OP, 0, 0)
            self.depth -= 1
            self.patch(jump)
            self.emit(condition.otherwise, tail)
            if not tail:
                self.patch(at)
            return 0
        elif kind == Kind.WITH:
            scope: With = node
            at = self.maker(scope.env, None)
            self.op(Op.STORE_OP, cython.cast(Binding, scope.scope).slot, 0)
            self.word(at)
            return self.emit(scope.body, tail)
        elif kind == Kind.ASSERT:
            assertion: Assert = node
            child = assertion.condition
            text: str = show(child)
            if child.kind == Kind.BINARY and cython.cast(Binary, child).operator == Operator.OP_EQ:
                # The reference evaluates what is not equal a second time to tell what differs.
                self.op(Op.CONST_OP, self.constant(False), 1)
                at = self.nops
                self.emit(cython.cast(Binary, child).left, False)
                self.emit(cython.cast(Binary, child).right, False)
                self.mark(child.start, child.end, node.pos)
                self.op(Op.ASSERT_EQUAL_OP, self.constant(text), -3)
                self.word(at)
            else:
                self.emit(child, False)
                self.mark(child.start, child.end, node.pos)
                self.op(Op.ASSERT_OP, self.constant(text), -1)
            return self.emit(assertion.body, tail)
        elif kind == Kind.NOT:
            child = cython.cast(Unary, node).operand
            self.emit(child, False)
            self.mark(child.start, child.end, child.pos)
            self.op(Op.NOT_OP, 0, 0)
        elif node in self.program.sugar:
            return self.emit(self.program.sugar[node], tail)
        elif kind == Kind.NEGATE:
            self.operand(cython.cast(Unary, node).operand, node)
            self.mark(node.start, node.end, node.pos)
            self.op(Op.NEGATE_OP, 0, 0)
        elif kind == Kind.BINARY:
            self.binary(node)
        elif kind == Kind.SEARCH_PATH:
            self.op(Op.CONST_OP, self.constant(self.program.globals["__findFile"]), 1)
            at = self.constant(self.program.globals["__nixPath"]) << 2
            count = self.constant(cython.cast(Constant, node).value) << 2
            self.mark(node.start, node.end, node.pos)
            self.op(Op.CALL_OP, 2, 0)
            self.word(at)
            self.word(count)
        if tail:
            if self.program.listener is not None:
                self.mark(node.start, node.end, node.pos)
            self.op(Op.RETURN_OP if self.program.listener is None else Op.LEAVE_OP, 0, -1)
            self.depth += 1
        return 0

    def operand(self, node: Node, whole: Node) -> cython.int:
        """An operand of an operator (`whole` is all of it) that stands for a builtin: the reference forces it
        inside the call, so it counts as one call deeper. There is nothing to count where nothing can be
        called."""
        if is_constant(node.kind):
            return self.emit(node, False)
        if node.kind == Kind.VARIABLE and type(cython.cast(Variable, node).binding) is not tuple:
            return self.variable(node, True)
        self.mark(whole.start, whole.end, whole.pos)
        self.op(Op.DEEPER_OP, 0, 0)
        self.emit(node, False)
        return self.op(Op.SHALLOWER_OP, 0, 0)

    def variable(self, node: Node, operand: cython.bint = False) -> cython.int:
        variable: Variable = node
        binding: Binding
        level: cython.int
        if variable.slot == -2:
            return self.op(Op.CONST_OP, self.constant(self.program.globals[variable.name]), 1)
        self.mark(node.start, node.end, node.pos)
        if type(variable.binding) is tuple:
            self.op(Op.GET_WITH_OP, self.name(variable.name), 1)
            self.word(len(cython.cast(tuple, variable.binding)))
            for binding in cython.cast(tuple, variable.binding):
                self.word(self.level(binding))
                self.word(binding.slot)
            return 0
        binding = variable.binding
        level = self.level(binding)
        if level == 0:
            return self.op(Op.GET_OPERAND_OP if operand else Op.GET_OP, binding.slot, 1)
        self.op(Op.GET_UP_OPERAND_OP if operand else Op.GET_UP_OP, binding.slot, 1)
        return self.word(level)

    def select(self, node: object) -> cython.int:
        """`e.path`, `e.path or default`, `e ? path`."""
        select: Select = node
        step: AttrName
        missing: list = []
        last: cython.int = len(select.path) - 1
        i: cython.int = 0
        end: cython.int
        at: cython.int
        has: cython.bint = select.kind == Kind.HAS_ATTR
        self.emit(select.expr, False)
        if delays_names(select):
            return self.computed_path(select)
        for step in select.path:
            if step.name is None:
                self.emit(step.expr, False)
                self.mark(select.start, step.end, select.pos)
                if has and i == last:
                    self.op(Op.HAS_DYNAMIC_OP, 0, -1)
                elif has or select.default is not None:
                    missing.append(self.op(Op.SELECT_OR_DYNAMIC_OP, 0, -1))
                    self.word(0)
                else:
                    self.op(Op.SELECT_DYNAMIC_OP, 0, -1)
            else:
                at = self.name(step.name)
                self.mark(select.start, step.end, select.pos)
                if has and i == last:
                    self.op(Op.HAS_OP, at, 0)
                elif has or select.default is not None:
                    missing.append(self.op(Op.SELECT_OR_OP, at, 0))
                    self.word(0)
                else:
                    self.op(Op.SELECT_OP, at, 0)
            i += 1
        if missing:
            end = self.op(Op.JUMP_OP, 0, 0)
            self.depth -= 1
            for at in missing:
                self.patch(at)
            if has:
                self.op(Op.CONST_OP, self.constant(False), 1)
            else:
                self.emit(select.default, False)
            self.patch(end)
        return 0

    def computed_path(self, select: Select) -> cython.int:
        """What is selected by a path with delayed names, from the set that is on the stack."""
        step: AttrName
        words: list = []
        last: AttrName = select.path[len(select.path) - 1]
        target: cython.int
        at: cython.int
        for step in select.path:
            words.append(self.maker(step.expr, None) if step.name is None else self.name(step.name) << 2)
        self.mark(select.start, last.end, select.pos)
        self.op(Op.SELECT_PATH_OP, len(words), 0)
        target = self.word(0)
        for at in words:
            self.word(at)
        if select.default is not None:
            at = self.op(Op.JUMP_OP, 0, 0)
            self.depth -= 1
            self.ops[target] = self.nops
            self.emit(select.default, False)
            self.patch(at)
        return 0

    def store_all(self, attrs: object, overridden: cython.bint) -> cython.int:
        """Bind the names of a `let` or `rec`: variables last, since they copy what others hold. Where
        `__overrides` will replace variables, nothing may be copied before: there all of them count as empty."""
        a: Attrs = attrs
        definition: AttrDef
        child: Node
        i: cython.int
        count: cython.int = len(a.names)
        later: list = []
        slots: set = {binding.slot for binding in a.scope}
        if self.empty is None:
            self.empty = set()
        self.empty |= slots
        i = count
        for child in a.sources:
            self.store(a.scope[i], child, None, overridden)
            i += 1
        i = 0
        for definition in a.names.values():
            if not overridden and definition.expr.kind == Kind.VARIABLE and definition.expr.unit is None:
                later.append((a.scope[i], definition))
            else:
                # An inherited name is not delayed: it is looked up at once.
                self.store(
                    a.scope[i],
                    definition.expr,
                    definition.name,
                    overridden and definition.definition == Definition.PLAIN,
                )
            i += 1
        store_variables(self, later, slots)
        self.empty -= slots
        return 0

    def store(self, binding: Binding, node: Node, name: str | None, keep_empty: cython.bint) -> None:
        """Bind a variable of this code's environment; it may be copied from now on unless `keep_empty`."""
        at: cython.int = self.delayed(node, name) if keep_empty else self.maker(node, name)
        self.op(Op.STORE_OP, binding.slot, 0)
        self.word(at)
        if not keep_empty and self.empty is not None:
            self.empty.discard(binding.slot)

    def delayed(self, node: Node, name: str | None) -> cython.int:
        """The maker word of an expression that is delayed even if it is a constant, which shows when it is
        printed: so are all variables of a set with `__overrides`."""
        unit: Unit
        is_global: cython.bint = node.kind == Kind.VARIABLE and cython.cast(Variable, node).slot == -2
        if not is_constant(node.kind) and node.kind != Kind.LIST and not is_global:
            return self.maker(node, name)
        unit = node.unit
        if unit is None:
            unit = Unit.__new__(Unit)
            unit.parent = self.unit
        return (self.constant(self.child(CodeKind.THUNK, node, unit, name)) << 2) | 1

    def attrs(self, node: object) -> cython.int:
        a: Attrs = node
        definition: AttrDef
        dynamic: DynamicAttr
        binding: Binding
        child: Node
        at: cython.int
        i: cython.int = 0
        words: list = []
        template: Template = Template.__new__(Template)
        template.shape = shape_of(tuple(a.names))
        template.source = self.program.source
        template.start = a.pos
        template.starts = cython.cast(cython.p_int, PyMem_Malloc((len(a.names) + 1) * cython.sizeof(cython.int)))
        if template.starts == cython.NULL:
            raise MemoryError
        for definition in a.names.values():
            template.starts[i] = definition.start
            i += 1
        i = 0
        if a.recursive:
            self.store_all(a, "__overrides" in a.names)
            for i in range(len(a.names)):
                binding = a.scope[i]
                words.append((((binding.slot << 8) | 0) << 2) | 3)
        else:
            for child in a.sources:
                self.store(a.scope[i], child, None, False)
                i += 1
            for definition in a.names.values():
                words.append(self.maker(definition.expr, definition.name))
        at = self.constant(template)
        self.mark(node.start, node.end, node.pos)
        self.op(Op.ATTRS_OP, at, 1)
        for at in words:
            self.word(at)
        if a.recursive and "__overrides" in a.names:
            slots: dict = {
                definition.name: binding.slot for definition, binding in zip(a.names.values(), a.scope, strict=False)
            }
            self.op(Op.OVERRIDES_OP, self.constant(slots), 0)
        for dynamic in a.dynamic:
            self.emit(dynamic.name, False)
            at = self.maker(dynamic.value, None)
            self.mark(dynamic.start, dynamic.start, dynamic.start)
            self.op(Op.DYNAMIC_OP, self.constant(dynamic.start), -1)
            self.word(at)
        return 0

    def binary(self, node: object) -> cython.int:
        b: Binary = node
        operator: cython.int = b.operator
        opcode: cython.int = 0
        at: cython.int
        if operator == Operator.OP_UPDATE or operator == Operator.OP_GT or operator == Operator.OP_LE:
            return self.right_first(b)
        if is_builtin(operator):
            self.operand(b.left, b)
            self.operand(b.right, b)
        else:
            self.emit(b.left, False)
        if operator == Operator.OP_AND or operator == Operator.OP_OR or operator == Operator.OP_IMPL:
            if operator == Operator.OP_AND:
                opcode = Op.AND_OP
            elif operator == Operator.OP_OR:
                opcode = Op.OR_OP
            else:
                opcode = Op.IMPLIES_OP
            self.mark(b.left.start, b.left.end, b.pos)
            at = self.op(opcode, 0, -1)
            self.emit(b.right, False)
            self.mark(b.right.start, b.right.end, b.pos)
            self.op(Op.BOOLEAN_OP, 0, 0)
            return self.patch(at)
        if not is_builtin(operator):
            if operator == Operator.OP_ADD and self.may_be_no_addend(b.left) and not is_constant(b.right.kind):
                self.mark(b.start, b.end, b.pos)
                self.op(Op.ADDEND_OP, 0, 0)
            self.emit(b.right, False)
        if operator == Operator.OP_ADD:
            opcode = Op.ADD_OP
        elif operator == Operator.OP_SUB:
            opcode = Op.SUB_OP
        elif operator == Operator.OP_MUL:
            opcode = Op.MUL_OP
        elif operator == Operator.OP_DIV:
            opcode = Op.DIV_OP
        elif operator == Operator.OP_CONCAT:
            opcode = Op.CONCAT_OP
        elif operator == Operator.OP_LT:
            opcode = Op.LT_OP
        elif operator == Operator.OP_GE:
            opcode = Op.GE_OP
        elif operator == Operator.OP_EQ:
            opcode = Op.EQ_OP
        elif operator == Operator.OP_NE:
            opcode = Op.NE_OP
        self.mark(b.start, b.end, b.pos)
        return self.op(opcode, 0, -1)

    def may_be_no_addend(self, node: Node) -> cython.bint:
        """Whether `+` may have to coerce this left operand, or fails with it: what is known to be a number,
        string or path needs no look before the right operand is forced."""
        kind: cython.int = node.kind
        if kind == Kind.BINARY:
            operator: cython.int = cython.cast(Binary, node).operator
            return not (
                operator == Operator.OP_ADD
                or operator == Operator.OP_SUB
                or operator == Operator.OP_MUL
                or operator == Operator.OP_DIV
            )
        return not (is_constant(kind) or kind == Kind.INTERPOLATION or kind == Kind.PATH_INTERPOLATION)

    def right_first(self, b: Binary) -> cython.int:
        """The operators that force their right operand first: `//`, which also wants it to be a set before
        it looks at the left one, and `a > b`, which is `b < a`, and `a <= b`, which is `!(b < a)`."""
        operator: cython.int = b.operator
        opcode: cython.int = Op.UPDATE_OP
        if operator == Operator.OP_UPDATE:
            self.emit(b.right, False)
            if b.left.kind != Kind.ATTRS and b.right.kind != Kind.ATTRS:
                self.mark(b.start, b.end, b.pos)
                self.op(Op.UPDATE_WITH_OP, 0, 0)
            self.emit(b.left, False)
        else:
            opcode = Op.LT_OP if operator == Operator.OP_GT else Op.GE_OP
            self.operand(b.right, b)
            self.operand(b.left, b)
        self.mark(b.start, b.end, b.pos)
        return self.op(opcode, 0, -1)

    def formals(self, function: Lambda) -> Formals:
        """The set pattern of a function. Defaults may refer to one another, so variables of the pattern are
        delayed in them."""
        formal: Formal
        i: cython.int = 0
        result: Formals = Formals.__new__(Formals)
        result.names = tuple([intern(formal.name) for formal in function.formals])
        result.starts = tuple([formal.start for formal in function.formals])
        result.ellipsis = function.ellipsis
        result.count = len(function.formals)
        result.defaults = cython.cast(cython.p_int, PyMem_Malloc((result.count + 1) * cython.sizeof(cython.int)))
        if result.defaults == cython.NULL:
            raise MemoryError
        self.empty = set(range(self.code.arity, self.code.arity + result.count))
        for formal in function.formals:
            result.defaults[i] = -1 if formal.default is None else self.maker(formal.default, formal.name)
            i += 1
        self.empty = None
        return result

    def finish(self) -> None:
        """Hand everything to the code object."""
        code: Code = self.code
        i: cython.int
        count: cython.int = len(self.constants)
        code.keep = self.constants
        code.constants = cython.cast(
            cython.pointer(cython.pointer(PyObject)),
            PyMem_Malloc((count + 1) * cython.sizeof(cython.pointer(PyObject))),
        )
        if code.constants == cython.NULL:
            raise MemoryError
        for i in range(count):
            code.constants[i] = cython.cast(cython.pointer(PyObject), self.constants[i])
        code.nslots = code.unit.slots
        code.max_stack = self.max_depth + 1
        code.nops = self.nops
        code.nspans = self.nspans
        code.spans = self.spans
        code.ops = self.ops


@cython.cfunc
@cython.exceptval(check=False)
def is_builtin(operator: cython.int) -> cython.bint:
    """Whether an operator is a call of a builtin, which counts for the depth of calls."""
    return (
        operator == Operator.OP_SUB
        or operator == Operator.OP_MUL
        or operator == Operator.OP_DIV
        or operator == Operator.OP_LT
        or operator == Operator.OP_GE
    )


@cython.cfunc
def release_tree(code: Code) -> object:
    """Let go of the syntax of compiled code: what is delayed in it has its own code objects, which hold
    what they still need. Of its functions the heads stay."""
    function: Lambda
    formal: Formal
    code.node = None
    for function in code.functions or ():
        function.body = None
        for formal in function.formals or ():
            if formal.default is not None:
                formal.default = PRESENT
    return None


phases: object = None
"""Who counts how long compiling takes (evaluator/phases.py); None if nobody does."""


def compile_code(code: Code) -> object:
    """Compile a code object that is entered for the first time."""
    if phases is None:
        return fill_in(code)
    with phases.during("compile"):
        return fill_in(code)


@cython.cfunc
def fill_in(code: Code) -> object:
    emitter: Emitter
    last: Lambda
    program: Program = code.program
    if code.image is not None:
        code.image.fill(code)
        if program.listener is not None:
            program.listener(code)
        return None
    if code.unit.scope is not None:
        resolve_unit(code.node, code.unit, program.source, program.globals, program.sugar)
    emitter = Emitter(code)
    if code.kind == CodeKind.FUNCTION:
        last = code.functions[code.arity - 1]
        if last.formals is not None:
            code.formals = emitter.formals(last)
        emitter.emit(last.body, True)
    else:
        emitter.emit(code.node, True)
    emitter.finish()
    if program.listener is None:
        release_tree(code)
    if program.listener is not None:
        program.listener(code)
    return None


def count_time(counter: object) -> None:
    """Have `counter` (a `Phases`, or None) count how long `compile_code` takes from now on."""
    global phases
    phases = counter


def compile_file(node: Node, source: object, globals: dict, extra: list, listener: object) -> Code:
    """The code object of a whole file. `globals` maps names to values; `extra` as in `resolver.resolve`;
    `listener` as in `Program`.
    Raises EvalError for an undefined variable."""
    unit, sugar = resolver.resolve(node, source, globals, extra)
    program: Program = Program(source, sugar, globals, listener)
    code: Code = new_code(CodeKind.FILE, node, unit, program, None, None)
    fill_in(code)
    return code
