"""Candidates that need a run of the program: what was not evaluated left out, and expressions replaced by
the value that they have."""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from eval_jobs.reduction.conversion import STUB, Conversion
from eval_jobs.reduction.merging import COMPILED
from eval_jobs.reduction.terms import Term, bound, const, replaced, string, walk, without
from evaluator.errors import NixrayError, Source
from evaluator.evaluation import Evaluation, Settings

_PROBE = (
    'id: v: builtins.seq v (builtins.trace "nixray-value ${id} ${let k = builtins.typeOf v; in '
    'if k == "int" || k == "bool" || k == "null" || (k == "string" && !(builtins.hasContext v)) '
    'then builtins.toJSON v else "-"}" v)'
)
_LINE = re.compile(r"trace: nixray-value (\d+) (.*)")
_LONGEST = 60
_WORTH = frozenset(["call", "select", "has", "bin", "if", "string", "var", "not", "neg", "let", "with", "assert"])


def trimmed(root: Term) -> Iterator[Term]:
    """The program without what it does not evaluate."""
    session = Evaluation(Settings())
    codes: list[Any] = []
    session.listener = codes.append
    source = Source(None, "«program»", root.text.encode("latin-1"))

    def work() -> Term:
        with contextlib.suppress(NixrayError), contextlib.redirect_stderr(io.StringIO()):
            session.force_deep(session.eval_source(source, "/"))
        spans = {(start, end) for code in codes for _, start, end, _ in code.places}
        return Conversion(
            lambda node: node.kind in COMPILED and (node.start, node.end) not in spans,
            lambda text: None,
            source.text,
        ).term(session.parse(source, "/"))

    stubbed = session.run(work)
    for candidate in (without_stubs(stubbed), stubbed):
        if candidate.size < root.size:
            yield candidate


def without_stubs(term: Term, keep: Callable[[str], bool] = lambda name: False) -> Term:
    """Bindings of stubs left out, unless their name is to be kept."""
    kids = tuple(without_stubs(kid, keep) for kid in term.kids)
    if any(new is not old for new, old in zip(kids, term.kids, strict=True)):
        term = term.with_kids(kids)
    if term.kind in ("attrs", "let"):
        gone = [
            index
            for index, (binding, taken) in enumerate(bound(term))
            if binding[0] == "=" and taken[0].text == STUB.text and not keep(binding[1])
        ]
        if gone:
            return without(term, frozenset(gone))
    return term


def valued(root: Term) -> Iterator[Term]:
    """Expressions replaced by their value where that is always the same short literal."""
    wanted = [(path, term) for path, term in walk(root) if term.kind in _WORTH]
    program = root
    # Deepest first, so that paths stay right while probes are put in.
    for number, (path, _) in sorted(enumerate(wanted), key=lambda row: -len(row[1][0])):
        program = replaced(program, path, lambda old, number=number: _probed(number, old))  # type: ignore[misc]
    said = io.StringIO()
    session = Evaluation(Settings())
    source = Source(None, "«program»", f"let nixray-probe = {_PROBE}; in {program.text}".encode("latin-1"))
    with contextlib.suppress(NixrayError), contextlib.redirect_stderr(said):
        session.run(lambda: session.force_deep(session.eval_source(source, "/")))
    values: dict[int, set[str]] = defaultdict(set)
    for found in map(_LINE.fullmatch, said.getvalue().splitlines()):
        if found is not None:
            values[int(found[1])].add(found[2])
    for number, (path, term) in sorted(enumerate(wanted), key=lambda row: -row[1][1].size):
        if len(values[number]) == 1:
            literal = _literal(next(iter(values[number])))
            if literal is not None and literal.text != term.text and len(literal.text) <= _LONGEST:
                yield replaced(root, path, lambda old, literal=literal: literal)  # type: ignore[misc]


def _probed(number: int, term: Term) -> Term:
    return Term("call", None, (Term("var", "nixray-probe"), string(str(number)), term))


def _literal(shown: str) -> Term | None:
    if shown == "-":
        return None
    value = json.loads(shown)
    if isinstance(value, str):
        return string(value.encode("utf-8", "surrogateescape").decode("latin-1"))
    if isinstance(value, int) and not isinstance(value, bool) and value < 0:
        return Term("neg", None, (const(str(-value)),))
    return const(shown)
