from evaluator.syntax.ast cimport Node
from evaluator.syntax.lexer cimport Lexer

cdef enum Limits:
    # More than any indentation: that of a string without a line that has content.
    ENDLESS = 1000000

cdef class Piece:
    cdef readonly int start
    cdef readonly int end
    cdef readonly str escaped
    cdef readonly Node node

cdef Node new_text(str value, int start, int end)
cdef str quoted_text(Lexer lexer)
cdef object nul_error(Lexer lexer, str value, int start, int end)
cdef str unescape(Lexer lexer, int start, int end)
cdef Piece new_piece(int start, int end, str escaped, Node node)
cdef Piece indented_piece(Lexer lexer)
cdef int indentation(Lexer lexer, list pieces) except -1
cdef list strip_indentation(Lexer lexer, list pieces, list starts)
