"""The text inside string literals: escapes, and the indentation of `''...''`.

The parser reads a literal piece by piece, since expressions stand between the pieces. These functions
read one piece at `lexer.at` and move it on; they stop before `${` and before the closing quotes.
"""

import cython
from cython.cimports.cpython.mem import PyMem_Free, PyMem_Malloc
from cython.cimports.cpython.unicode import PyUnicode_DecodeLatin1
from cython.cimports.evaluator.syntax.ast import Constant, Kind
from cython.cimports.evaluator.syntax.lexer import CLASS, Class
from cython.cimports.evaluator.syntax.names import Text


def new_text(value, start, end):
    """A STRING constant."""
    node: Constant = Constant.__new__(Constant)
    node.kind = Kind.STRING
    node.start = start
    node.end = end
    node.pos = -1
    node.value = value
    return node


def quoted_text(lexer):
    """The text of `"..."` up to the closing quote, `${` or the end of the source, escapes resolved."""
    text: Text = lexer.text
    start: cython.int = lexer.at
    at: cython.int = start
    c: cython.uchar
    plain: cython.bint = True
    has_nul: cython.bint = False
    while True:
        c = text[at]
        if not CLASS[c] & Class.IS_QUOTED:
            at += 1
        elif c == ord('"'):
            break
        elif c == ord("$"):
            if text[at + 1] == ord("{"):
                break
            at += 1
            # `$$` is two dollars, the second of which begins no interpolation.
            if text[at] == ord("$"):
                at += 1
        elif c == ord("\\"):
            if at + 1 >= lexer.length:
                at = lexer.length
                break
            plain = False
            at += 2
        elif c == ord("\r"):
            plain = False
            at += 1
        elif at >= lexer.length:
            break
        else:
            has_nul = True
            at += 1
    lexer.at = at
    value: str = lexer.slice(start, at) if plain else unescape(lexer, start, at)
    if has_nul:
        raise nul_error(lexer, value, start, at)
    return value


def nul_error(lexer, value, start, end):
    """The error for a NUL in the text of a string."""
    shown = value.replace("\0", "\xe2\x90\x80")
    return lexer.error_at(
        f"input string '{shown}' cannot be represented as Nix string because it contains null bytes",
        start,
        end,
    )


def unescape(lexer, start, end):
    """The text from `start` to `end` with its `\\` escapes resolved and CR and CRLF made LF."""
    text: Text = lexer.text
    out: cython.p_char = cython.cast(cython.p_char, PyMem_Malloc(end - start + 1))
    if out == cython.NULL:
        raise MemoryError
    used: cython.int = 0
    at: cython.int = start
    c: cython.uchar
    while at < end:
        c = text[at]
        at += 1
        if c == ord("\\"):
            c = text[at]
            at += 1
            if c == ord("n"):
                c = ord("\n")
            elif c == ord("r"):
                c = ord("\r")
            elif c == ord("t"):
                c = ord("\t")
        elif c == ord("\r"):
            c = ord("\n")
            if text[at] == ord("\n"):
                at += 1
        out[used] = c
        used += 1
    value: str = PyUnicode_DecodeLatin1(out, used, cython.NULL)
    PyMem_Free(out)
    return value


class Piece:
    """A piece of `''...''`: the text from `start` to `end`, or what an escape stands for (`escaped`), or
    an interpolated expression (`node`). Only text takes part in finding the indentation."""


def new_piece(start, end, escaped, node):
    """A piece; `escaped` and `node` may be None."""
    piece: Piece = Piece.__new__(Piece)
    piece.start = start
    piece.end = end
    piece.escaped = escaped
    piece.node = node
    return piece


def indented_piece(lexer):
    """The next piece of text or escape of `''...''`; None before `${`, the closing quotes or the end of
    the source."""
    text: Text = lexer.text
    start: cython.int = lexer.at
    at: cython.int = start
    c: cython.uchar
    next: cython.uchar
    has_nul: cython.bint = False
    while True:
        c = text[at]
        if not CLASS[c] & Class.IS_INDENTED:
            at += 1
            continue
        next = text[at + 1]
        if c == ord("$"):
            if next == ord("{") or next == ord("'") or at + 1 >= lexer.length:
                break
            at += 2
        elif c == ord("'"):
            if next == ord("'") or next == ord("$") or at + 1 >= lexer.length:
                break
            at += 2
        elif at >= lexer.length:
            break
        else:
            has_nul = True
            at += 1
    if at > start:
        lexer.at = at
        if has_nul:
            raise nul_error(lexer, lexer.slice(start, at), start, at)
        return new_piece(start, at, None, None)
    if at >= lexer.length or (c == ord("$") and next == ord("{")):
        return None
    escaped: str
    if c == ord("'") and next == ord("'"):
        next = text[at + 2]
        if next == ord("$"):
            escaped = "$"
            at += 3
        elif next == ord("'"):
            escaped = "''"
            at += 3
        elif next == ord("\\") and at + 3 < lexer.length:
            escaped = unescape(lexer, at + 2, at + 4)
            at += 4
        else:
            return None
    else:
        # A dollar or quote that begins neither an interpolation nor an escape.
        escaped = lexer.slice(at, at + 1)
        at += 1
    lexer.at = at
    return new_piece(start, at, escaped, None)


def indentation(lexer, pieces):
    """The least number of spaces before the content of a line, over all lines that have content."""
    text: Text = lexer.text
    least: cython.int = Limits.ENDLESS
    current: cython.int = 0
    line_start: cython.bint = True
    at: cython.int
    c: cython.uchar
    piece: Piece
    for piece in pieces:
        if piece.escaped is not None or piece.node is not None:
            if line_start:
                line_start = False
                if current < least:
                    least = current
            continue
        for at in range(piece.start, piece.end):
            c = text[at]
            if line_start:
                if c == ord(" "):
                    current += 1
                elif c == ord("\n"):
                    current = 0
                else:
                    line_start = False
                    if current < least:
                        least = current
            elif c == ord("\n"):
                line_start = True
                current = 0
    return least


def strip_indentation(lexer, pieces, starts):
    """The nodes of `''...''`, its `pieces` without the indentation and without the last line if that is
    blank. Pieces that come out empty are left out. The offset of each node's piece is added to `starts`."""
    text: Text = lexer.text
    least: cython.int = indentation(lexer, pieces)
    nodes: list = []
    line_start: cython.bint = True
    dropped: cython.int = 0
    at: cython.int
    end: cython.int
    used: cython.int
    c: cython.uchar
    out: cython.p_char
    piece: Piece
    raw: bytes
    last: cython.int = len(pieces) - 1
    number: cython.int = 0
    for piece in pieces:
        if piece.node is not None:
            line_start = False
            dropped = 0
            nodes.append(piece.node)
            starts.append(piece.start)
        else:
            text = lexer.text
            at = piece.start
            end = piece.end
            if piece.escaped is not None:
                raw = piece.escaped.encode("latin-1")
                text = raw
                at = 0
                end = len(raw)
            out = cython.cast(cython.p_char, PyMem_Malloc(end - at + 1))
            if out == cython.NULL:
                raise MemoryError
            used = 0
            while at < end:
                c = text[at]
                at += 1
                if line_start:
                    if c == ord(" "):
                        dropped += 1
                        if dropped <= least:
                            continue
                    else:
                        dropped = 0
                        line_start = c == ord("\n")
                elif c == ord("\n"):
                    line_start = True
                out[used] = c
                used += 1
            if number == last:
                at = used
                while at > 0 and out[at - 1] == ord(" "):
                    at -= 1
                if at > 0 and out[at - 1] == ord("\n"):
                    used = at
            if used > 0:
                nodes.append(new_text(PyUnicode_DecodeLatin1(out, used, cython.NULL), piece.start, piece.end))
                starts.append(piece.start)
            PyMem_Free(out)
        number += 1
    return nodes
