"""A program on which two evaluators differ, stopped where they begin to, and the smallest program of it that still
shows the difference.

The first divergence (`eval_jobs/causes/divergence`) is the smallest expression whose parts both agreed on. Ours is
stopped when it has that value, and programs are made of what memory holds there (`memory`), from the innermost frame
outwards: what led there is values by then, so they are small. Where the two differ only in what they make of a
derivation's attributes, the program is that derivation, of those that differ one with nothing below it that does.
"""

from __future__ import annotations

import contextlib
import io
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from eval_jobs.causes.difference import Comparison
from eval_jobs.causes.divergence import Divider, NoDivergence
from eval_jobs.causes.graph import MemoryGraph
from eval_jobs.causes.our_store import root_value, session_for
from eval_jobs.causes.reference_store import ReferenceStore
from eval_jobs.paths import AttrPath
from eval_jobs.reduction.memory import Memory
from eval_jobs.reduction.merging import single
from eval_jobs.reduction.stops import Stop
from eval_jobs.reduction.terms import Term, walk
from eval_jobs.reduction.values import trimmed
from eval_jobs.reduction.verdicts import Isolated, Reference, SameDifference, in_child, sealed_session
from eval_jobs.root import Root
from eval_jobs.texts import byte_text
from evaluator.errors import EvalError, Kind
from evaluator.evaluation import Evaluation, Settings
from evaluator.values import Builtin
from evaluator.vm.forcing import force

_CUT = "nixray-cut"
"""A function of two arguments around the expression: it gives the second, until it is time to stop."""
_MOST_FRAMES = 12
_LONGEST = 3600


def differing_case(
    root: Root,
    path: AttrPath,
    program: str,
    make: Callable[[Root], Evaluation] = session_for,
    sealed: Callable[[], Evaluation] = sealed_session,
) -> tuple[Term, SameDifference] | None:
    """The smallest program found on which ours and the reference `program` differ as they do on an attribute below a
    root, and the verdict that keeps it; None if none is found. `make` and `sealed` give our sessions. Memory of the
    evaluation is gone afterwards: what follows forks for every test."""
    ours, reference = Isolated(make=sealed), Reference(program)

    def differs(text: str) -> bool:
        # Two errors worded differently are not what a program with a value shows.
        wanted = SameDifference(text, ours, reference).wanted
        return wanted == "two values" or "value" in wanted.split(" | ")

    def examine(cut: Root, before: int, back: Callable[[str], str]) -> str | None:
        for candidate in _programs(cut, path, before, make, sealed):
            text = back(candidate.text)
            if differs(text):
                smaller = (each.text for each in trimmed(single(text, Evaluation(Settings()))) if differs(each.text))
                return next(smaller, text)
        return None

    def work() -> str | None:
        with contextlib.suppress(NoDivergence):
            found = Divider(program, root, make).examined(path, _CUT, examine)
            if found is not None:
                return found
        return next((each.text for each in _derivations(root, path, program, make, sealed) if differs(each.text)), None)

    text = in_child(work, _LONGEST)
    if text is None:
        return None
    return single(text, Evaluation(Settings())), SameDifference(text, ours, reference)


def _programs(
    root: Root, path: AttrPath, before: int, make: Callable[[Root], Evaluation], sealed: Callable[[], Evaluation]
) -> Iterator[Term]:
    """Programs of the frames around the expression at its value number `before`, the smallest ones first."""
    left = before

    def cut(_: Any, value: Any) -> Any:
        nonlocal left
        value = force(value)
        left -= 1
        if left < 0:
            raise EvalError(Kind.ABORT, "the value that differs")
        return value

    session = make(root)
    session.globals[_CUT] = Builtin(_CUT, 2, cut)
    stop = Stop(root, path, session, lambda: _passing(sealed()))
    if stop.error is None:
        return
    for number, programs in enumerate(stop.programs(frozenset())):
        if number >= _MOST_FRAMES:
            return
        for candidate in programs:
            inner = next((term for _, term in walk(candidate) if _is_cut(term)), None)
            if inner is not None and candidate.kind == "let" and candidate is not inner:
                yield _whole(candidate.with_kids((*candidate.kids[:-1], inner)))
            yield _whole(candidate)


def _derivations(
    root: Root, path: AttrPath, program: str, make: Callable[[Root], Evaluation], sealed: Callable[[], Evaluation]
) -> Iterator[Term]:
    """Programs of the derivations below an attribute that differ of their own."""
    session = make(root)
    attributes: dict[str, Any] = {}
    session.made = attributes.setdefault

    def evaluate() -> str | None:
        value, arguments = root_value(session, root)
        found = session.select_path(value, [byte_text(step) for step in path], arguments)
        return session.drv_path(found) if session.is_derivation(found) else None

    with contextlib.redirect_stderr(io.StringIO()):
        mine = session.run(evaluate)
    with tempfile.TemporaryDirectory(prefix="nixray-reduce-") as scratch:
        theirs = ReferenceStore(program, root, Path(scratch))
        other = theirs.instantiate([path]).get(path)
        if mine is None or other is None:
            return
        comparison = Comparison(MemoryGraph(session.registry.made(), session.settings.store_dir), theirs.graph)
        comparison.add([(mine, byte_text(other))])
    memory = Memory(session, (), lambda source, node: False, lambda name: False)

    def written(attrs: Any) -> list[str]:
        return [each.text for each in memory.calls("derivation", attrs, sealed())]

    for node in comparison.roots():
        attrs = attributes.get(node.pair[0])
        if attrs is not None:
            for text in session.run(partial(written, attrs)):
                yield single(text, Evaluation(Settings()))


def _passing(session: Evaluation) -> Evaluation:
    session.globals[_CUT] = Builtin(_CUT, 2, lambda _, value: value)
    return session


def _is_cut(term: Term) -> bool:
    return term.kind == "call" and term.kids[0].kind == "var" and term.kids[0].info == _CUT


def _whole(term: Term) -> Term:
    """A term as it was before the cut."""
    if _is_cut(term):
        return _whole(term.kids[2])
    return term.with_kids(tuple(map(_whole, term.kids))) if term.kids else term
