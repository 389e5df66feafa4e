# Field types of the AST nodes. The meaning of each field is documented in ast.py.

cimport cython

cdef enum Kind:
    INT = 1
    FLOAT
    STRING
    INTERPOLATION
    PATH
    PATH_INTERPOLATION
    SEARCH_PATH
    VARIABLE
    SELECT
    HAS_ATTR
    CALL
    LAMBDA
    LET
    ATTRS
    LIST
    IF_ELSE
    WITH
    ASSERT
    NOT
    NEGATE
    BINARY
    CUR_POS

cdef enum Operator:
    OP_ADD = 1
    OP_SUB
    OP_MUL
    OP_DIV
    OP_CONCAT
    OP_UPDATE
    OP_LT
    OP_LE
    OP_GT
    OP_GE
    OP_EQ
    OP_NE
    OP_AND
    OP_OR
    OP_IMPL

cdef enum Definition:
    PLAIN = 1
    INHERITED
    INHERITED_FROM

cdef class Node:
    cdef readonly int kind
    cdef readonly int start
    cdef readonly int end
    cdef public int pos
    cdef public object unit

@cython.final
cdef class Constant(Node):
    cdef readonly object value

@cython.final
cdef class Interpolation(Node):
    cdef readonly list parts
    cdef readonly list starts

@cython.final
cdef class Variable(Node):
    cdef readonly str name
    cdef public object binding
    cdef public int slot

@cython.final
cdef class AttrName:
    cdef readonly int start
    cdef readonly int end
    cdef readonly str name
    cdef readonly Node expr

@cython.final
cdef class Select(Node):
    cdef readonly Node expr
    cdef readonly list path
    cdef readonly Node default

@cython.final
cdef class Call(Node):
    cdef readonly Node function
    cdef readonly list args

@cython.final
cdef class Formal:
    cdef readonly str name
    cdef readonly int start
    cdef readonly Node default

@cython.final
cdef class Lambda(Node):
    cdef readonly str arg
    cdef readonly list formals
    cdef readonly bint ellipsis
    cdef readonly Node body
    cdef public str name

@cython.final
cdef class AttrDef:
    cdef readonly int definition
    cdef readonly str name
    cdef public Node expr
    cdef readonly int start
    cdef readonly int source

@cython.final
cdef class DynamicAttr:
    cdef readonly Node name
    cdef readonly Node value
    cdef readonly int start

@cython.final
cdef class Attrs(Node):
    cdef public bint recursive
    cdef readonly dict names
    cdef readonly list dynamic
    cdef readonly list sources
    cdef public object scope

@cython.final
cdef class Let(Node):
    cdef readonly Attrs attrs
    cdef readonly Node body

@cython.final
cdef class ListNode(Node):
    cdef readonly list items

@cython.final
cdef class If(Node):
    cdef readonly Node condition
    cdef readonly Node then
    cdef readonly Node otherwise

@cython.final
cdef class With(Node):
    cdef readonly Node env
    cdef readonly Node body
    cdef public object scope

@cython.final
cdef class Assert(Node):
    cdef readonly Node condition
    cdef readonly Node body

@cython.final
cdef class Unary(Node):
    cdef readonly Node operand

@cython.final
cdef class Binary(Node):
    cdef readonly int operator
    cdef readonly Node left
    cdef readonly Node right
    cdef readonly int right_start

cpdef bint delays_names(Select select) except -1
