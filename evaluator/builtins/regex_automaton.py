"""Matching regular expressions: a syntax tree becomes an automaton, which is walked depth first.

The walk does what libstdc++'s does, since its order decides which text each group gets: both sides of
`|` are tried and the longer match wins (the left one of two equally long ones); a repetition goes on as
long as it can and tries fewer rounds only while nothing has been found, so that a match is not always
the longest; a repetition passes the same place twice at most; groups keep what they got last. Two short
cuts change nothing that shows: a run of single characters is one step, and the walk ends when no longer
match can come.
"""

import cython
from cython.cimports.cpython.mem import PyMem_Calloc, PyMem_Free
from cython.cimports.evaluator.values import take
from cython.cimports.evaluator.vm import limits
from cython.cimports.evaluator.vm.machine import Poll

from evaluator.builtins.regex_syntax import (
    Alternation,
    Begin,
    Chars,
    End,
    Expression,
    Group,
    Node,
    Repeat,
    Sequence,
)

MAX_DEPTH = cython.declare(cython.Py_ssize_t, 400_000)


class TooDeep(Exception):
    """The walk needs more stack than there is."""


class _Builder:
    """States in continuation order: `add` gives the state that a node starts in, `next` follows it."""

    def __init__(self) -> None:
        self.states: list = []
        self.tables: dict = {}

    def state(self, op: int, argument: int, after: int, other: int = -1) -> int:
        self.states.append((op, argument, after, other))
        return len(self.states) - 1

    def table(self, members: tuple) -> int:
        """The number of the 256-byte table of a character set."""
        return self.tables.setdefault(members, len(self.tables))

    def add(self, node: Node, after: int) -> int:
        if isinstance(node, Chars):
            if len(node.members) == 1:
                return self.state(CHAR, node.members[0], after)
            return self.state(CHARSET, self.table(node.members), after)
        if isinstance(node, Sequence):
            for item in reversed(node.items):
                after = self.add(item, after)
            return after
        if isinstance(node, Group):
            close = self.state(CLOSE, node.number - 1, after)
            return self.state(OPEN, node.number - 1, self.add(node.body, close))
        if isinstance(node, Alternation):
            # a|b|c associates to the left: the last branch against all before it.
            start = self.add(node.branches[0], after)
            for branch in node.branches[1:]:
                start = self.state(BRANCH, 0, self.add(branch, after), start)
            return start
        if isinstance(node, Begin):
            return self.state(BEGIN, 0, after)
        if isinstance(node, End):
            return self.state(END, 0, after)
        return self.repeat(node, after)

    def repeat(self, node: Repeat, after: int) -> int:
        """The rounds that must be come first, then a loop or nested optional rounds."""
        start: int
        required: int = node.least
        if node.most is None:
            if isinstance(node.body, Chars):
                start = self.state(RUN, self.table(node.body.members), after)
            else:
                loop = self.state(REPEAT, 0, after)
                body = self.add(node.body, loop)
                self.states[loop] = (REPEAT, loop, after, body)
                start = loop
                # `x+` enters its only copy of x; `x{1,}` and the like have copies of their own.
                if node.least == 1:
                    start, required = body, 0
        else:
            start = after
            for _ in range(node.most - node.least):
                option = self.state(REPEAT, 0, after)
                self.states[option] = (REPEAT, option, after, self.add(node.body, start))
                start = option
        for _ in range(required):
            start = self.add(node.body, start)
        return start


class Automaton:
    """A compiled expression. `literal` is its text if it matches only that, else None."""

    def __cinit__(self, expression: Expression) -> None:
        builder: object = _Builder()
        accept: object = builder.state(ACCEPT, 0, -1)
        members: tuple
        i: cython.int
        self.start = builder.add(expression.node, accept)
        self.groups = expression.groups
        self.literal = _literal(expression.node)
        self.count = len(builder.states)
        self.states = cython.cast(cython.pointer(State), PyMem_Calloc(self.count, cython.sizeof(State)))
        self.visited = cython.cast(cython.p_Py_ssize_t, PyMem_Calloc(self.count, cython.sizeof(cython.Py_ssize_t)))
        self.visits = cython.cast(cython.p_int, PyMem_Calloc(self.count, cython.sizeof(cython.int)))
        self.opened = cython.cast(
            cython.p_Py_ssize_t, PyMem_Calloc(4 * self.groups + 4, cython.sizeof(cython.Py_ssize_t))
        )
        if not self.states or not self.visited or not self.visits or not self.opened:
            raise MemoryError
        self.closed = self.opened + self.groups
        self.best = self.opened + 2 * self.groups
        for i in range(self.count):
            self.states[i].op, self.states[i].argument, self.states[i].next, self.states[i].other = builder.states[i]
        tables: list = []
        for members in builder.tables:
            table: object = bytearray(256)
            for member in members:
                table[member] = 1
            tables.append(bytes(table))
        self.tables = b"".join(tables)
        self.table = self.tables
        first: object = _first(builder.states, self.start, tables)
        self.filtered = first is not None
        self.first = first or b""

    def __dealloc__(self) -> None:
        PyMem_Free(self.states)
        PyMem_Free(self.visited)
        PyMem_Free(self.visits)
        PyMem_Free(self.opened)

    # ------------------------------------------------------------------ the walk

    def walk(self, state: cython.int, at: cython.Py_ssize_t) -> cython.void:
        """Follow every path from a state; `found` tells whether the last one led to acceptance."""
        s: cython.pointer(State)
        argument: cython.int
        end: cython.Py_ssize_t
        kept: cython.Py_ssize_t
        kept_too: cython.Py_ssize_t
        count: cython.int
        member: Bytes
        self.steps += 1
        if self.steps & 0xFFFF == 0 and self.interrupted():
            return
        while True:
            s = self.states + state
            argument = s.argument
            if s.op == CHAR:
                if at >= self.length or self.text[at] != argument:
                    return
                at += 1
            elif s.op == CHARSET:
                if at >= self.length or not self.table[256 * argument + self.text[at]]:
                    return
                at += 1
            elif s.op == RUN:
                member = self.table + 256 * argument
                end = at
                while end < self.length and member[self.text[end]]:
                    end += 1
                count = self.states[s.next].op
                argument = self.states[s.next].argument
                while end > at:
                    # A look ahead saves most of the calls that would fail at once.
                    if count != CHAR or (end < self.length and self.text[end] == argument):
                        self.walk(s.next, end)
                        if self.found or self.settled:
                            return
                    end -= 1
            elif s.op == BRANCH:
                if self.too_deep():
                    return
                self.walk(s.other, at)
                if self.settled:
                    return
                count = self.found
                self.found = False
                self.walk(s.next, at)
                self.depth -= 1
                self.found = self.found or count != 0
                return
            elif s.op == REPEAT:
                if self.too_deep():
                    return
                kept = self.visited[state]
                count = self.visits[state]
                if count == 0 or kept != at:
                    self.visited[state] = at
                    self.visits[state] = 1
                    self.walk(s.other, at)
                    self.visited[state] = kept
                    self.visits[state] = count
                elif count < 2:
                    self.visits[state] = 2
                    self.walk(s.other, at)
                    self.visits[state] = 1
                self.depth -= 1
                if self.found or self.settled:
                    return
            elif s.op == OPEN:
                if self.too_deep():
                    return
                kept = self.opened[argument]
                self.opened[argument] = at
                self.walk(s.next, at)
                self.opened[argument] = kept
                self.depth -= 1
                return
            elif s.op == CLOSE:
                if self.too_deep():
                    return
                kept = self.opened[argument]
                kept_too = self.closed[argument]
                self.closed[argument] = at
                self.walk(s.next, at)
                self.opened[argument] = kept
                self.closed[argument] = kept_too
                self.depth -= 1
                return
            elif s.op == BEGIN:
                if at != 0:
                    return
            elif s.op == END:
                if at != self.length:
                    return
            else:
                if (self.exact and at != self.length) or (self.not_empty and at == self.origin):
                    return
                self.found = True
                if at > self.found_end:
                    self.found_end = at
                    for count in range(self.groups):
                        self.best[2 * count] = self.opened[count]
                        self.best[2 * count + 1] = self.closed[count]
                    self.settled = at == self.length
                return
            state = s.next

    def interrupted(self) -> cython.bint:
        """Let others have their turn, since some walks take for ever. Whether this one is to end, with an exception
        set."""
        if cython.cast(Poll, limits.poll)(limits.stack_limit) < 0:
            self.settled = True
            self.stopped = True
        return self.stopped

    def too_deep(self) -> cython.bint:
        """Count one level; past the limit the walk ends, and `run` raises TooDeep."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.settled = True
        return self.depth > MAX_DEPTH

    def run(self, at: cython.Py_ssize_t) -> cython.bint:
        """Whether there is a match that starts at `at`; leaves its end and groups behind."""
        i: cython.Py_ssize_t
        for i in range(self.groups):
            self.closed[i] = -1
        for i in range(self.count):
            self.visits[i] = 0
        self.origin = at
        self.found = False
        self.settled = False
        self.found_end = -1
        self.depth = 0
        self.stopped = False
        self.walk(self.start, at)
        if self.stopped:
            take(cython.NULL)
        if self.depth > MAX_DEPTH:
            raise TooDeep
        return self.found_end >= 0

    def search(self, at: cython.Py_ssize_t) -> cython.bint:
        """The first match that starts at `at` or later."""
        first: Bytes = self.first
        while at <= self.length:
            if self.filtered:
                while at < self.length and not first[self.text[at]]:
                    at += 1
                if at == self.length:
                    return False
            if self.run(at):
                return True
            at += 1
        return False

    def captures(self, text: str) -> tuple:
        """The texts of the groups; None for those that took no part."""
        found: list = []
        i: cython.int
        for i in range(self.groups):
            if self.best[2 * i + 1] < 0:
                found.append(None)
            else:
                found.append(substring(text, self.best[2 * i], self.best[2 * i + 1]))
        return tuple(found)

    # ------------------------------------------------------------------ for everybody

    def match(self, text: str) -> object:
        """The texts of the groups if the whole text matches, else None. Raises TooDeep."""
        self.begin(text)
        self.exact = True
        if not self.run(0):
            return None
        return self.captures(text)

    def split(self, text: str) -> tuple:
        """The text between all matches, and between those the tuples of groups. Raises TooDeep."""
        parts: list = []
        piece: cython.Py_ssize_t = 0
        at: cython.Py_ssize_t = 0
        if self.literal:
            for part in text.split(self.literal):
                parts.append(part)
                parts.append(())
            parts.pop()
            return tuple(parts)
        self.begin(text)
        self.exact = False
        while self.search(at):
            parts.append(substring(text, piece, self.origin))
            parts.append(self.captures(text))
            at = piece = self.found_end
            if self.found_end == self.origin:
                # After an empty match: one at the same place that is not empty, else further on.
                if at == self.length:
                    break
                self.not_empty = True
                if self.run(at):
                    parts.append("")
                    parts.append(self.captures(text))
                    at = piece = self.found_end
                else:
                    at += 1
                self.not_empty = False
        parts.append(substring(text, piece, self.length))
        return tuple(parts)

    def begin(self, text: str) -> cython.void:
        """Get ready to look at a text."""
        self.text = one_byte_data(text)
        self.length = len(text)
        self.not_empty = False


def _literal(node: Node) -> object:
    """The text of an expression that is nothing but text, else None."""
    items = node.items if isinstance(node, Sequence) else (node,)
    if not items or not all(isinstance(item, Chars) and len(item.members) == 1 for item in items):
        return None
    return "".join(chr(item.members[0]) for item in items)


def _first(states: list, start: int, tables: list) -> object:
    """The table of the characters that a match can start with, or None if it may be empty."""
    table: object = bytearray(256)
    seen: set = set()
    pending: list = [start]
    while pending:
        at = pending.pop()
        if at in seen:
            continue
        seen.add(at)
        op, argument, after, other = states[at]
        if op == ACCEPT:
            return None
        if op == CHAR:
            table[argument] = 1
            continue
        if op == CHARSET or op == RUN:
            for code in range(256):
                if tables[argument][code]:
                    table[code] = 1
        if op != CHARSET:
            pending.append(after)
        if other >= 0:
            pending.append(other)
    return bytes(table)
