"""A syntax tree as text, byte for byte what `nix-instantiate --parse` prints.

That form shows what the reference made of a program: operators that are calls of built-ins, sets with
their attributes sorted, every grouping in parentheses. `show(node)` returns it without a line break at
the end. Trees may be deep, so the printer keeps its own stack of what is still to be written: what comes
first is written at once, the rest is put on the stack, last part first.
"""

import cython
from cython.cimports.cpython.mem import PyMem_Free
from cython.cimports.cpython.unicode import PyUnicode_DecodeLatin1
from cython.cimports.evaluator.growing import grown
from cython.cimports.evaluator.syntax.ast import (
    Assert,
    AttrDef,
    AttrName,
    Constant,
    Definition,
    DynamicAttr,
    Formal,
    If,
    Interpolation,
    Kind,
    Let,
    ListNode,
    Operator,
    Unary,
    Variable,
    With,
)
from cython.cimports.evaluator.syntax.lexer import CLASS, Class
from cython.cimports.evaluator.syntax.names import PyUnicode_1BYTE_DATA, PyUnicode_GET_LENGTH
from cython.cimports.evaluator.syntax.parser import is_call
from cython.cimports.libc.string import memcpy, strlen

from evaluator.syntax.quoting import KEYWORDS


def show(node: Node) -> str:
    """The whole tree under `node`."""
    printer: Printer = Printer.__new__(Printer)
    printer.run(node)
    return PyUnicode_DecodeLatin1(cython.cast(cython.p_char, printer.written), printer.used, cython.NULL)


class Printer:
    """What has been written of a tree, and what is still to be."""

    def __cinit__(self):
        self.written = cython.NULL
        self.used = 0
        self.room = 0
        self.waiting = cython.NULL
        self.count = 0
        self.space = 0

    def __dealloc__(self):
        PyMem_Free(self.written)
        PyMem_Free(self.waiting)

    def write(self, text):
        """Write a C string."""
        return self.write_bytes(cython.cast(Text, text), strlen(text))

    def write_bytes(self, text, length):
        """Write `length` bytes."""
        if self.used + length > self.room:
            self.written = cython.cast(cython.p_uchar, grown(self.written, cython.address(self.room), length, 1))
        memcpy(self.written + self.used, text, length)
        self.used += length
        return 0

    def write_str(self, text):
        """Write a str as it is."""
        it: cython.p_void = cython.cast(cython.p_void, text)
        return self.write_bytes(PyUnicode_1BYTE_DATA(it), PyUnicode_GET_LENGTH(it))

    def write_string(self, value):
        """Write a string literal for `value`."""
        it: cython.p_void = cython.cast(cython.p_void, value)
        text: Text = PyUnicode_1BYTE_DATA(it)
        length: cython.Py_ssize_t = PyUnicode_GET_LENGTH(it)
        start: cython.Py_ssize_t = 0
        at: cython.Py_ssize_t
        c: cython.uchar
        self.write(b'"')
        for at in range(length):
            c = text[at]
            if c == ord('"') or c == ord("\\") or (c == ord("$") and at + 1 < length and text[at + 1] == ord("{")):
                self.write_bytes(text + start, at - start)
                self.write(b"\\")
                start = at
            elif c == ord("\n") or c == ord("\r") or c == ord("\t"):
                self.write_bytes(text + start, at - start)
                self.write(b"\\n" if c == ord("\n") else b"\\r" if c == ord("\r") else b"\\t")
                start = at + 1
        self.write_bytes(text + start, length - start)
        self.write(b'"')
        return 0

    def write_name(self, name):
        """Write an attribute name, in quotes if it is not an identifier."""
        it: cython.p_void = cython.cast(cython.p_void, name)
        text: Text = PyUnicode_1BYTE_DATA(it)
        length: cython.Py_ssize_t = PyUnicode_GET_LENGTH(it)
        at: cython.Py_ssize_t
        if length == 0 or not CLASS[text[0]] & Class.IS_NAME_START:
            return self.write_string(name)
        for at in range(1, length):
            if not CLASS[text[at]] & Class.IS_NAME:
                return self.write_string(name)
        if name in KEYWORDS:
            return self.write_string(name)
        return self.write_bytes(text, length)

    def push(self, what, it):
        """Something to be written before all that waits."""
        if self.count == self.space:
            self.waiting = cython.cast(
                cython.pointer(Item), grown(self.waiting, cython.address(self.space), 1, cython.sizeof(Item))
            )
        self.waiting[self.count].what = what
        self.waiting[self.count].it = it
        self.count += 1
        return 0

    def push_text(self, text):
        """A constant C string to be written before all that waits."""
        return self.push(What.TEXT, text)

    def push_node(self, node):
        """An expression to be written before all that waits."""
        return self.push(What.EXPRESSION, cython.cast(cython.p_void, node))

    def run(self, tree):
        """Write `tree`."""
        item: Item
        self.push_node(tree)
        while self.count > 0:
            self.count -= 1
            item = self.waiting[self.count]
            if item.what == What.TEXT:
                self.write(cython.cast(cython.p_const_char, item.it))
            elif item.what == What.NAME:
                self.write_name(cython.cast(str, item.it))
            else:
                self.expression(cython.cast(Node, item.it), item.what == What.EXPRESSION)
        return 0

    def expression(self, node, close):
        """Write the beginning of `node` and put the rest on the stack, its last parenthesis only if `close`."""
        kind: cython.int = node.kind
        conditional: If
        scope: With
        checked: Assert
        let: Let
        item: Node
        position: cython.Py_ssize_t
        if kind == Kind.VARIABLE:
            return self.write_name(cython.cast(Variable, node).name)
        if kind == Kind.SELECT or kind == Kind.HAS_ATTR:
            return self.select(node)
        if kind == Kind.CALL:
            return self.call(node)
        if kind == Kind.BINARY:
            return self.binary(node, close)
        if kind == Kind.LAMBDA:
            return self.function(node)
        if kind == Kind.ATTRS:
            self.write(b"rec { " if cython.cast(Attrs, node).recursive else b"{ ")
            self.push_text(b"}")
            return self.bindings(node)
        if kind == Kind.LET:
            let = node
            self.write(b"(let ")
            self.push_text(b")")
            self.push_node(let.body)
            self.push_text(b"in ")
            return self.bindings(let.attrs)
        if kind == Kind.LIST:
            self.write(b"[ ")
            self.push_text(b"]")
            items: list = cython.cast(ListNode, node).items
            for position in range(len(items) - 1, -1, -1):
                item = items[position]
                self.push_text(b") ")
                self.push_node(item)
                self.push_text(b"(")
        elif kind == Kind.INTERPOLATION or kind == Kind.PATH_INTERPOLATION:
            return self.parts(cython.cast(Interpolation, node).parts)
        elif kind == Kind.IF_ELSE:
            conditional = node
            self.write(b"(if ")
            self.push_text(b")")
            self.push_node(conditional.otherwise)
            self.push_text(b" else ")
            self.push_node(conditional.then)
            self.push_text(b" then ")
            self.push_node(conditional.condition)
        elif kind == Kind.WITH:
            scope = node
            self.write(b"(with ")
            self.push_text(b")")
            self.push_node(scope.body)
            self.push_text(b"; ")
            self.push_node(scope.env)
        elif kind == Kind.ASSERT:
            checked = node
            self.write(b"assert ")
            self.push_node(checked.body)
            self.push_text(b"; ")
            self.push_node(checked.condition)
        elif kind == Kind.NOT or kind == Kind.NEGATE:
            self.write(b"(! " if kind == Kind.NOT else b"(__sub 0 ")
            if close:
                self.push_text(b")")
            self.push_node(cython.cast(Unary, node).operand)
        else:
            return self.constant(node, close)
        return 0

    def constant(self, node, close):
        """A number, a string, a path; `<x>` is a call, which arguments may be added to."""
        value: object = cython.cast(Constant, node).value
        kind: cython.int = node.kind
        if kind == Kind.CUR_POS:
            return self.write(b"__curPos")
        if kind == Kind.SEARCH_PATH:
            self.write(b"(__findFile __nixPath ")
            self.write_string(value)
            return self.write(b")") if close else 0
        if kind == Kind.STRING:
            return self.write_string(value)
        if kind == Kind.FLOAT:
            return self.write_str(f"{value:g}")
        return self.write_str(str(value))

    def parts(self, parts):
        """What `+` joins in a string or path."""
        item: Node
        position: cython.Py_ssize_t
        self.write(b"(")
        self.push_text(b")")
        for position in range(len(parts) - 1, -1, -1):
            item = parts[position]
            self.push_node(item)
            if position > 0:
                self.push_text(b" + ")
        return 0

    def path(self, path):
        """The steps of an attribute path."""
        step: AttrName
        position: cython.Py_ssize_t
        for position in range(len(path) - 1, -1, -1):
            step = path[position]
            if step.name is not None:
                self.push(What.NAME, cython.cast(cython.p_void, step.name))
            else:
                self.push_text(b'}"')
                self.push_node(step.expr)
                self.push_text(b'"${')
            if position > 0:
                self.push_text(b".")
        return 0

    def select(self, node):
        """`e.a.b`, `e.a or default` and `e ? a`."""
        if node.kind == Kind.HAS_ATTR:
            self.write(b"((")
            self.push_text(b")")
            self.path(node.path)
            self.push_text(b") ? ")
        else:
            self.write(b"(")
            if node.default is not None:
                self.push_text(b")")
                self.push_node(node.default)
                self.push_text(b" or (")
            self.path(node.path)
            self.push_text(b").")
        return self.push_node(node.expr)

    def call(self, node):
        """A call; arguments are added to what is a call of a built-in already."""
        item: Node
        position: cython.Py_ssize_t
        self.push_text(b")")
        for position in range(len(node.args) - 1, -1, -1):
            item = node.args[position]
            self.push_node(item)
            self.push_text(b" ")
        if is_call(node.function):
            return self.push(What.FUNCTION, cython.cast(cython.p_void, node.function))
        self.write(b"(")
        return self.push_node(node.function)

    def function(self, node):
        """A function, its formals by name."""
        formal: Formal
        position: cython.Py_ssize_t
        self.write(b"(")
        self.push_text(b")")
        self.push_node(node.body)
        self.push_text(b": ")
        if node.arg is not None:
            self.push(What.NAME, cython.cast(cython.p_void, node.arg))
        if node.formals is None:
            return 0
        if node.arg is not None:
            self.push_text(b" @ ")
        self.push_text(b" }")
        if node.ellipsis:
            self.push_text(b"..." if len(node.formals) == 0 else b", ...")
        formals: list = sorted(node.formals, key=formal_name)
        for position in range(len(formals) - 1, -1, -1):
            formal = formals[position]
            if formal.default is not None:
                self.push_node(formal.default)
                self.push_text(b" ? ")
            self.push(What.NAME, cython.cast(cython.p_void, formal.name))
            if position > 0:
                self.push_text(b", ")
        return self.push_text(b"{ ")

    def bindings(self, node):
        """The definitions of a set, each with a space after it: what is inherited first, the rest by name."""
        definition: AttrDef
        dynamic: DynamicAttr
        position: cython.Py_ssize_t
        source: cython.int
        definitions: list = [node.names[name] for name in sorted(node.names)]
        for definition in definitions:
            if definition.definition == Definition.INHERITED:
                self.write(b"inherit")
                for definition in definitions:
                    if definition.definition == Definition.INHERITED:
                        self.write(b" ")
                        self.write_name(definition.name)
                self.write(b"; ")
                break
        for position in range(len(node.dynamic) - 1, -1, -1):
            dynamic = node.dynamic[position]
            self.push_text(b"; ")
            self.push_node(dynamic.value)
            self.push_text(b'}" = ')
            self.push_node(dynamic.name)
            self.push_text(b'"${')
        for position in range(len(definitions) - 1, -1, -1):
            definition = definitions[position]
            if definition.definition == Definition.PLAIN:
                self.push_text(b"; ")
                self.push_node(definition.expr)
                self.push_text(b" = ")
                self.push(What.NAME, cython.cast(cython.p_void, definition.name))
        if len(node.sources) == 0:
            return 0
        by_source: list = [[] for _ in node.sources]
        for definition in definitions:
            if definition.definition == Definition.INHERITED_FROM:
                cython.cast(list, by_source[definition.source]).append(definition)
        for source in range(len(by_source) - 1, -1, -1):
            definitions = by_source[source]
            if len(definitions) == 0:
                continue
            self.push_text(b"; ")
            for position in range(len(definitions) - 1, -1, -1):
                definition = definitions[position]
                self.push(What.NAME, cython.cast(cython.p_void, definition.name))
                self.push_text(b" " if position > 0 else b") ")
            self.push_node(node.sources[source])
            self.push_text(b"inherit (")
        return 0

    def binary(self, node, close):
        """Operators between their operands, or the calls of built-ins that they stand for."""
        operator: cython.int = node.operator
        between: cython.p_const_char = infix(operator)
        if between != cython.NULL:
            self.write(b"(")
            self.push_text(b")")
            self.push_node(node.right)
            self.push_text(between)
            return self.push_node(node.left)
        negated: cython.bint = operator == Operator.OP_LE or operator == Operator.OP_GE
        if close:
            self.push_text(b"))" if negated else b")")
        if operator == Operator.OP_GT or operator == Operator.OP_LE:
            self.push_node(node.left)
            self.push_text(b" ")
            self.push_node(node.right)
        else:
            self.push_node(node.right)
            self.push_text(b" ")
            self.push_node(node.left)
        if operator == Operator.OP_SUB:
            return self.write(b"(__sub ")
        if operator == Operator.OP_MUL:
            return self.write(b"(__mul ")
        if operator == Operator.OP_DIV:
            return self.write(b"(__div ")
        return self.write(b"(! (__lessThan " if negated else b"(__lessThan ")


def formal_name(formal: Formal) -> str:
    """What formals are sorted by."""
    return formal.name


def infix(operator):
    """How an operator is printed between its operands, or NULL if it stands for a call of a built-in."""
    if operator == Operator.OP_ADD:
        return b" + "
    if operator == Operator.OP_CONCAT:
        return b" ++ "
    if operator == Operator.OP_UPDATE:
        return b" // "
    if operator == Operator.OP_EQ:
        return b" == "
    if operator == Operator.OP_NE:
        return b" != "
    if operator == Operator.OP_AND:
        return b" && "
    if operator == Operator.OP_OR:
        return b" || "
    if operator == Operator.OP_IMPL:
        return b" -> "
    return cython.NULL
