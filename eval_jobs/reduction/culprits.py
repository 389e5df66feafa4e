"""What an error hangs on: a literal or the name of an attribute in a program, without which it is gone.

A reduction that only keeps an error's wording ends at the `throw` that words it, which tells nobody
anything. With a culprit it must keep the way from there to the error: a program counts only if it fails, and
does not fail like that once the culprit is another. A literal is marked by a comment; a name is known by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from eval_jobs.reduction.terms import Term, bound, const, name_text, replaced, string, walk
from evaluator.errors import Source, nearest
from evaluator.syntax.ast import Definition, Kind
from evaluator.syntax.walking import walk as walk_tree

MARK = "/*!*/"
_NAMES = {"true": "false", "false": "true"}
_SPEAKING = frozenset(["throw", "abort", "addErrorContext", "trace", "warn"])
_SHORTEST = 3
_EMPTY = "[ ]"
Path = tuple[int, ...]
_MOST_OTHERS = 4


@dataclass(frozen=True, slots=True)
class Culprit:
    """What matches `pattern` in a program, and the text that does no harm in its place."""

    pattern: str
    harmless: str

    @property
    def gone(self) -> bool:
        """Whether it is the only item of a list, which is harmless without it."""
        return self.harmless == _EMPTY

    @property
    def verdict(self) -> bool:
        """Whether it is a truth value: what some check came to."""
        return self.harmless.rpartition(" ")[2] in _NAMES

    def healed(self, program: str) -> str:
        """A program with what is harmless in the culprit's place."""
        return re.sub(self.pattern, lambda _: self.harmless, program)


@dataclass(frozen=True, slots=True)
class Words:
    """What a text of the user's has: `literals` as they are printed, `selected` names of attributes (or of
    variables, which may be attributes by `with`), and all `names` there are."""

    literals: frozenset[str]
    selected: frozenset[str]
    names: frozenset[str]

    def have(self, literal: Term) -> bool:
        """Whether a literal is the user's: not one that may be anywhere, as `true`."""
        if literal.kind == "string":
            return literal.text in self.literals or literal.info[0] in self.names
        return len(literal.text) > 1 and literal.text in self.literals and literal.text not in _NAMES

    def in_message(self, message: str) -> frozenset[str]:
        """Those that an error's message names."""
        plain = {literal.strip('"') for literal in self.literals}
        return frozenset(word for word in (self.names | plain) & words_in(message) if len(word) >= _SHORTEST)


def words_in(message: str) -> frozenset[str]:
    """The words of a message's first line."""
    return frozenset(re.findall(r"[\w-]+", message.strip().partition("\n")[0]))


def words_of(trees: Iterable[object]) -> Words:
    """The words of syntax trees."""
    literals: set[str] = set()
    selected: set[str] = set()
    names: set[str] = set()
    for tree in trees:
        for node, _ in walk_tree(tree):
            if node.kind == Kind.STRING:
                literals.add(string(node.value).text)
            elif node.kind in (Kind.INT, Kind.FLOAT):
                literals.add(str(node.value))
            elif node.kind == Kind.VARIABLE and node.name in _NAMES:
                literals.add(node.name)
            elif node.kind == Kind.VARIABLE:
                selected.add(node.name)
            elif node.kind in (Kind.SELECT, Kind.HAS_ATTR):
                selected.update(step.name for step in node.path if step.expr is None)
            elif node.kind == Kind.ATTRS:
                names.update(node.names)
                for definition in node.names.values():
                    if definition.definition != Definition.PLAIN:
                        selected.add(definition.name)
    return Words(frozenset(literals), frozenset(selected), frozenset(names | selected))


def suspects(
    term: Term, words: Words | None, suggestions: Iterable[str], data: bool = False
) -> Iterator[tuple[Term, Culprit]]:
    """Programs with a possible culprit, the likely ones first: of those that are in `words`, or all if it
    is None. `suggestions` are names that may do in place of one that is missing. With `data`, what stands in a
    function is none."""
    found = list(walk(term))
    silent = _silent(term)
    suggestions = list(suggestions)
    if suggestions:
        yield from _selections(term, found, silent, words, suggestions)
    leaves = [(path, each) for path, each in found if path in silent and _is_leaf(each)]
    if data:
        functions = {path for path, each in found if each.kind == "fun"}
        leaves = [(path, each) for path, each in leaves if not any(path[:n] in functions for n in range(len(path)))]
    bound_to = _bound_to(found)

    # What a check came to is a truth value, told by its name; one that the user wrote may stand for anything.
    def unlikely(row: tuple[Path, Term]) -> tuple[bool, bool, int]:
        path, leaf = row
        truth = leaf.text in _NAMES
        return truth == (words is not None), truth and path not in bound_to, -len(leaf.text)

    leaves.sort(key=unlikely)
    if words is not None:
        leaves = [(path, each) for path, each in leaves if words.have(each)]
    names = {name for _, each in found if each.kind == "attrs" for binding in each.info[1] for name in binding[1:]}
    texts = [each.text for _, each in found if each.kind == "string" and not each.kids]
    # A likely slip first: another literal of the same kind, before one of another kind, before none at all.
    for others in (_alike, _unlike):
        for path, each in leaves:
            marked, program = _marked(term, path, each)
            name = bound_to.get(path)
            start = f"{name_text(name)} = " if name is not None and each.text in _NAMES else ""
            for other in others(each, texts, names):
                yield program, Culprit(re.escape(start + marked), start + other)
    lists = {path: each for path, each in found if each.kind == "list" and len(each.kids) == 1}
    for path, each in leaves:
        if path[:-1] in lists:
            marked, program = _marked(term, path, each)
            yield program, Culprit(re.escape(f"[ {marked} ]"), _EMPTY)
    # Any name on the way can be misspelled: that tells something of one that the user wrote, and only if no
    # literal does.
    if words is not None and not suggestions:
        yield from _selections(term, found, silent, words, suggestions)


def _bound_to(found: Iterable[tuple[Path, Term]]) -> dict[Path, str]:
    """The names of attributes by the paths of the terms that they are bound to."""
    names: dict[Path, str] = {}
    for path, each in found:
        if each.kind == "attrs":
            at = 0
            for binding, taken in bound(each):
                if binding[0] == "=":
                    names[(*path, at)] = binding[1]
                at += len(taken)
    return names


def _marked(term: Term, path: Path, leaf: Term) -> tuple[str, Term]:
    marked = MARK + leaf.text
    return marked, replaced(term, path, lambda old: const(marked))


def _selections(
    term: Term,
    found: list[tuple[Path, Term]],
    silent: set[Path],
    words: Words | None,
    suggestions: Iterable[str],
) -> Iterator[tuple[Term, Culprit]]:
    """A name tells where it leads; a literal may be anywhere."""
    seen: set[str] = set()
    for path, each in reversed(found):
        if each.kind != "select" or None in each.info[0] or each.info[1] or path not in silent:
            continue
        name = each.info[0][-1]
        # Memory's way to write a truth value with its name: nobody wrote that selection.
        if each.kids[0].kind == "attrs" and all(kid.text in _NAMES for kid in each.kids[0].kids):
            continue
        if each.kids[0].info == "builtins" or name in seen or (words is not None and name not in words.selected):
            continue
        seen.add(name)
        pattern = rf"(?<!builtins)\.{re.escape(name_text(name))}(?![\w'-])"
        for other in [*suggestions, name + "_"]:
            yield term, Culprit(pattern, f".{other}")


def _silent(term: Term) -> set[Path]:
    """The paths of the terms outside what only words a message."""
    inside: set[Path] = set()
    waiting: list[tuple[Path, Term]] = [((), term)]
    while waiting:
        path, each = waiting.pop()
        inside.add(path)
        if each.kind == "call" and _called(each.kids[0]) in _SPEAKING:
            kids = [(1 + at, kid) for at, kid in enumerate(each.kids[2:], 1)]
        else:
            kids = list(enumerate(each.kids))
        waiting.extend(((*path, at), kid) for at, kid in kids)
    return inside


def _called(function: Term) -> str:
    if function.kind == "select" and None not in function.info[0]:
        return str(function.info[0][-1])
    return str(function.info) if function.kind == "var" else ""


def _is_leaf(term: Term) -> bool:
    if term.kind == "string":
        return not term.kids
    return (term.kind == "const" and term.text[0].isdigit()) or (term.kind == "var" and term.text in _NAMES)


def _alike(term: Term, texts: list[str], names: set[str]) -> list[str]:
    """Other literals of the kind: for a string those that it may be a misspelling of, and others of the program."""
    if term.kind == "var":
        return [_NAMES[term.text]]
    if term.kind == "const":
        return ["1" if term.text != "1" else "0"]
    near = [string(name).text for name in nearest(term.info[0], sorted(names - {term.info[0]}))]
    others = [text for text in dict.fromkeys(texts) if text != term.text]
    return [*near, *others[:_MOST_OTHERS], '"x"']


def _unlike(term: Term, texts: list[str], names: set[str]) -> list[str]:
    return {"string": ["1"], "const": ['"x"']}.get(term.kind, [])


def own_sources(sources: Iterable[Source], folder: str, own: Source, most: int) -> list[Source]:
    """The sources that are the user's: those in a folder, if they are few, or the program's first one."""
    inside = [each for each in sources if each.path is not None and each.path.startswith(folder.rstrip("/") + "/")]
    return [own, *(each for each in inside if each is not own)] if len(inside) <= most else [own]
