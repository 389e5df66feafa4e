"""Smaller programs that may still show the same: each function here gives candidates for one term, the
ones that save most first. None needs to be right, since each is tried; all are deterministic.

- `removals`: fewer bindings, items, formals, pieces of strings
- `hoisted`: a part in place of the whole, or a stub
- `inlined`: variables, calls, imports, selections and inherited names written out
- `shrunk`: simpler literals and names
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from eval_jobs.reduction.terms import (
    Bound,
    Term,
    bound,
    const,
    element_count,
    made,
    replaced,
    string,
    var,
    walk,
    without,
)

NULL = const("null")
STUBS = (NULL, Term("attrs", (False, ()), ()), Term("list", None, ()))
_SMALL = 40
"""Terms up to this size are written out wherever they are used."""

_COARSE = 3000
"""Programs above this size are looked at in large pieces only."""

_FEW = 4
"""Parts of sets and lists up to this size are tried in place of the whole."""

Path = tuple[int, ...]


def removals(root: Term) -> Iterator[Term]:
    """Leave out runs of elements (all, halves, quarters, and so on), those that weigh most first."""
    weights = _weights(root)
    least = _least(root)
    found: list[tuple[int, Path, int, int]] = []
    for path, term in walk(root):
        count = element_count(term)
        if not count or weights[id(term)] < least:
            continue
        shares = _shares(term, weights)
        size = count
        while size:
            # From the end: definitions come before their uses.
            for start in range(count - size, -1, -size):
                weight = sum(shares[start : start + size])
                if weight >= least:
                    found.append((-weight, path, start, start + size))
            size //= 2
    found.sort()
    for _, path, start, end in found:
        gone = frozenset(range(start, end))
        yield replaced(root, path, lambda old, gone=gone: without(old, gone))  # type: ignore[misc]


def _shares(term: Term, weights: dict[int, int]) -> list[int]:
    """What each element of a term weighs."""
    if term.kind in ("attrs", "let"):
        return [1 + sum(weights[id(kid)] for kid in kids) for _, kids in bound(term)]
    if term.kind == "fun":
        return [1] * len(term.info[1])
    return [weights[id(kid)] for kid in term.kids]


def _weights(root: Term) -> dict[int, int]:
    """What each term weighs, by its id: the terms in it, a path counting as much as the file it names. To
    leave out an import is to leave out what it imports."""
    files = _files(root)
    weights: dict[int, int] = {}
    for _, term in reversed(list(walk(root))):
        own = term.size - sum(kid.size for kid in term.kids)
        if term.kind == "const" and term.text in files:
            own += files[term.text].size
        weights[id(term)] = own + sum(weights[id(kid)] for kid in term.kids)
    return weights


def unchecked(root: Term) -> Iterator[Term]:
    """Leave out checks (`assert`, and `if` with a branch that throws): all, halves, and so on. A program
    without them can lose parts that only have to fit each other."""
    checks = [(path, kept) for path, term in walk(root) if (kept := _passed(term)) is not None]
    size = len(checks)
    while size:
        for start in range(0, len(checks), size):
            yield _all_replaced(root, dict(checks[start : start + size]))
        size //= 2


def _passed(term: Term) -> int | None:
    """The kid that a check comes to when it passes; None if a term is no check."""
    if term.kind == "assert":
        return 1
    if term.kind == "if":
        throws = [_throws(kid) for kid in term.kids[1:]]
        if throws != [True, True] and any(throws):
            return 1 if throws[1] else 2
    return None


def _throws(term: Term) -> bool:
    while term.kind in ("call", "let", "with"):
        if term.kind == "call":
            return term.kids[0].text in ("throw", "abort", "builtins.throw", "builtins.abort")
        term = term.kids[-1]
    return False


def _all_replaced(term: Term, kept: dict[Path, int], at: Path = ()) -> Term:
    """Terms at paths replaced by one of their kids, in one go."""
    if at in kept:
        index = kept[at]
        return _all_replaced(term.kids[index], kept, (*at, index))
    inside = {path[len(at)] for path in kept if path[: len(at)] == at}
    if not inside:
        return term
    below = {path: index for path, index in kept.items() if path[: len(at)] == at}
    kids = tuple(
        _all_replaced(kid, below, (*at, index)) if index in inside else kid for index, kid in enumerate(term.kids)
    )
    return term.with_kids(kids)


def hoisted(root: Term) -> Iterator[Term]:
    """Put a stub or a part in place of a term."""
    weights = _weights(root)
    least = _least(root)
    terms = [(weights[id(term)], path, term) for path, term in walk(root) if term.kids]
    terms = [row for row in terms if row[0] >= least]
    terms.sort(key=lambda row: (-row[0], row[1]))
    for _, path, term in terms:
        for stub in STUBS:
            if term.text != stub.text:
                yield replaced(root, path, lambda old, stub=stub: stub)  # type: ignore[misc]
        for part in _parts(term):
            yield replaced(root, path, lambda old, part=part: part)  # type: ignore[misc]


def _parts(term: Term) -> list[Term]:
    if term.kind == "fun" or (term.kind in ("attrs", "list", "string", "path") and len(term.kids) > _FEW):
        return []
    kids = [kid for kid in term.kids if kid.text != "null"]
    if term.kind == "call":
        kids += [kid.kids[-1] for kid in term.kids if kid.kind == "fun"]
    if term.kind == "let":
        kids = [term.kids[-1]]
    if term.kind == "call" and len(term.kids) > 2:
        kids.insert(0, Term("call", None, term.kids[:-1]))
    if term.kind == "select" and len(term.info[0]) > 1 and None not in term.info[0]:
        kids.insert(0, Term("select", (term.info[0][1:], term.info[1]), term.kids))
        kids.insert(0, Term("select", (term.info[0][:-1], term.info[1]), term.kids))
    if term.kind == "select" and term.info[1]:
        kids.insert(0, Term("select", (term.info[0], False), term.kids[:-1]))
    return kids


def _least(root: Term) -> int:
    return root.size // 300 if root.size > _COARSE else 0


# ---------------------------------------------------------------------- inlining


def inlined(root: Term) -> Iterator[Term]:
    """Write out what is named, called, imported or selected."""
    files = _files(root)
    for path, term in sorted(walk(root), key=lambda row: (-row[1].size, row[0])):
        for written in _written_out(term, files):
            yield replaced(root, path, lambda old, written=written: written)  # type: ignore[misc]


def _written_out(term: Term, files: dict[str, Term]) -> Iterator[Term]:
    if term.kind == "call":
        yield from _applied(term, files)
    elif term.kind == "select":
        yield from _selected(term)
    elif term.kind in ("let", "attrs"):
        yield from _substituted(term)
        yield from _plain_names(term)
    elif term.kind == "with" and term.kids[0].kind == "attrs":
        yield Term("let", term.kids[0].info, (*term.kids[0].kids, term.kids[1]))
    elif term.kind == "bin" and term.info in ("//", "++"):
        yield from _joined(term)
    elif term.kind == "string" and any(kid.kind == "string" for kid in term.kids):
        yield _flat_string(term)


def _applied(term: Term, files: dict[str, Term]) -> Iterator[Term]:
    function, argument, *more = term.kids

    def rest(result: Term) -> Term:
        return Term("call", None, (result, *more)) if more else result

    if function.kind == "var" and function.info == "import" and argument.text in files:
        yield rest(files[argument.text])
    if function.kind != "fun":
        return
    name, formals, _ = function.info
    body = function.kids[-1]
    if formals is None:
        if _uses(body, name) <= 1 or argument.size <= _SMALL:
            yield rest(substituted(body, name, argument))
        yield rest(made("let", False, [(("=", name), (argument,))], body))
        return
    given = dict(_named(argument)) if argument.kind == "attrs" else {}
    parts: list[Bound] = []
    at = 0
    for formal, has_default in formals:
        if formal in given:
            parts.append((("=", formal), (given[formal],)))
        elif has_default:
            parts.append((("=", formal), (function.kids[at],)))
        else:
            parts.append((("=", formal), (Term("select", ((formal,), False), (argument,)),)))
        at += has_default
    if name is not None:
        parts.append((("=", name), (argument,)))
    yield rest(made("let", False, parts, body) if parts else body)


def _named(attrs: Term) -> Iterator[tuple[str, Term]]:
    for binding, kids in bound(attrs):
        if binding[0] == "=":
            yield binding[1], kids[0]
        elif binding[0] == "inherit":
            yield binding[1], var(binding[1])
        elif binding[0] == "from":
            yield binding[1], Term("select", ((binding[1],), False), kids)


def _selected(term: Term) -> Iterator[Term]:
    whole, (steps, has_default) = term.kids[0], term.info
    if steps[0] is None:
        return
    inner = whole
    if whole.kind == "let":
        inner = whole.kids[-1]
    if inner.kind != "attrs":
        return
    for name, value in _named(inner):
        if name == steps[0]:
            rest = Term("select", (steps[1:], has_default), (value, *term.kids[1:])) if len(steps) > 1 else value
            if inner.info[0]:
                rest = Term("let", inner.info, (*inner.kids, rest))
            yield rest if whole is inner else whole.with_kids((*whole.kids[:-1], rest))


def _substituted(term: Term) -> Iterator[Term]:
    """Each variable that a `let` or `rec` binds, written out where it is used."""
    if term.kind == "attrs" and not term.info[0]:
        return
    for index, (binding, kids) in enumerate(bound(term)):
        if binding[0] not in ("=", "from"):
            continue
        name = binding[1]
        value = kids[0] if binding[0] == "=" else Term("select", ((name,), False), kids)
        if _uses(value, name):
            continue
        if value.size <= _SMALL or sum(_uses(kid, name) for kid in term.kids) <= 1:
            others = without(term, frozenset([index])) if term.kind == "let" else term
            yield substituted(others, name, value)


def _plain_names(term: Term) -> Iterator[Term]:
    """`inherit` written out."""
    parts: list[Bound] = []
    changed = False
    for binding, kids in bound(term):
        if binding[0] == "from":
            parts.append((("=", binding[1]), (Term("select", ((binding[1],), False), kids),)))
            changed = True
        elif binding[0] == "inherit" and not term.info[0] and term.kind == "attrs":
            parts.append((("=", binding[1]), (var(binding[1]),)))
            changed = True
        else:
            parts.append((binding, kids))
    if changed:
        yield made(term.kind, term.info[0], parts, *([term.kids[-1]] if term.kind == "let" else []))
    # A `let` around a `let` is one.
    if term.kind == "let" and term.kids[-1].kind == "let":
        inner = term.kids[-1]
        yield made("let", False, [*bound(term), *bound(inner)], inner.kids[-1])


def _joined(term: Term) -> Iterator[Term]:
    left, right = term.kids
    if term.info == "++" and left.kind == right.kind == "list":
        yield Term("list", None, (*left.kids, *right.kids))
    if term.info == "//" and left.kind == right.kind == "attrs" and not left.info[0] and not right.info[0]:
        names = {binding[1] for binding, _ in bound(right) if len(binding) > 1}
        kept = [row for row in bound(left) if len(row[0]) < 2 or row[0][1] not in names]
        yield made("attrs", False, [*kept, *bound(right)])


def _flat_string(term: Term) -> Term:
    gaps = [term.info[0]]
    kids: list[Term] = []
    for gap, kid in zip(term.info[1:], term.kids, strict=True):
        if kid.kind == "string":
            gaps[-1] += kid.info[0]
            kids += kid.kids
            gaps += kid.info[1:]
            gaps[-1] += gap
        else:
            kids.append(kid)
            gaps.append(gap)
    return Term("string", tuple(gaps), tuple(kids))


def substituted(term: Term, name: str, value: Term) -> Term:
    """`term` with a variable written out, where nothing inside binds that name again."""
    if term.kind == "var":
        return value if term.info == name else term
    if not _uses(term, name):
        return term
    if term.kind in ("let", "attrs"):
        if (term.kind == "let" or term.info[0]) and _binds(term, name):
            return term
        parts: list[Bound] = []
        for binding, kids in bound(term):
            if binding == ("inherit", name):
                parts.append((("=", name), (value,)))
            else:
                parts.append((binding, tuple(substituted(kid, name, value) for kid in kids)))
        body = [substituted(term.kids[-1], name, value)] if term.kind == "let" else []
        return made(term.kind, term.info[0], parts, *body)
    if term.kind == "fun":
        argument, formals, _ = term.info
        if argument == name or any(formal[0] == name for formal in formals or ()):
            return term
    return term.with_kids(tuple(substituted(kid, name, value) for kid in term.kids))


def _binds(term: Term, name: str) -> bool:
    return any(len(binding) > 1 and binding[1] == name for binding in term.info[1])


def _uses(term: Term, name: str) -> int:
    """About how often a variable is used: text is quick to look at, and a name in a string or an attribute
    only makes it seem used more."""
    if name not in term.text:
        return 0
    return len(re.findall(rf"(?<![\w'-]){re.escape(name)}(?![\w'-])", term.text))


def _files(root: Term) -> dict[str, Term]:
    """The files of a merged program, by the text of the path literal: bindings that are named like paths."""
    table: dict[str, Term] = {}
    for _, term in walk(root):
        if term.kind == "attrs":
            for name, value in _named(term):
                if name.startswith("/"):
                    table.setdefault(name.removesuffix("/default.nix"), value)
                    table[name] = value
    return table


# ---------------------------------------------------------------------- literals and names


def shrunk(root: Term) -> Iterator[Term]:
    """Simpler literals, patterns and names."""
    for path, term in walk(root):
        for simpler in _simpler(term):
            yield replaced(root, path, lambda old, simpler=simpler: simpler)  # type: ignore[misc]


def _simpler(term: Term) -> Iterator[Term]:
    if term.kind == "const" and term.info not in ("null", "0", "1"):
        yield NULL
        if re.fullmatch(r"\d+", term.info):
            yield from (const("0"), const("1"), const(str(int(term.info) // 2)))
        elif term.info.startswith("/") and len(term.info) > 2:
            yield const("/x")
    elif term.kind == "var":
        yield from STUBS
    elif term.kind == "string" and not term.kids and term.info[0]:
        text = term.info[0]
        yield from (string(""), string("x")) if text != "x" else (string(""),)
        if len(text) > 3:
            half = len(text) // 2
            yield from map(string, (text[:half], text[half:], text[:-1], text[1:]))
    elif term.kind == "string":
        for index, gap in enumerate(term.info):
            if gap:
                yield Term("string", (*term.info[:index], "", *term.info[index + 1 :]), term.kids)
    elif term.kind == "fun":
        argument, formals, ellipsis = term.info
        if formals is not None and not formals:
            yield Term("fun", (argument or "_", None, False), term.kids)
        if formals is not None and argument is not None:
            yield Term("fun", (None, formals, ellipsis), term.kids)
    elif term.kind == "attrs" and term.info[0]:
        yield Term("attrs", (False, term.info[1]), term.kids)
