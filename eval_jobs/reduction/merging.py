"""A program of many files as one term that reads no file of it.

The program is evaluated once, with an ear at the compiler: code is compiled when it is first entered, so
what was never compiled was never evaluated and is left out at once. The files become a table, and a
local `import` looks into it.
"""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Sequence
from typing import Any

from eval_jobs.causes.our_store import root_value, session_for
from eval_jobs.paths import AttrPath
from eval_jobs.reduction.conversion import Conversion, path_term
from eval_jobs.reduction.terms import Bound, Term, const, made, string, var
from eval_jobs.reduction.verdicts import Answer, answered
from eval_jobs.root import Root
from eval_jobs.texts import byte_text
from evaluator.builtins.functions import pattern_of
from evaluator.errors import EvalError, NixrayError, Source
from evaluator.evaluation import Evaluation
from evaluator.printing import print_value
from evaluator.syntax.ast import Kind
from evaluator.values import Builtin
from evaluator.vm.forcing import call

FILES = "files"
_OUTSIDE = "outside"
"""What a merged program calls the builtins as they are."""

# What has code of its own when it is delayed; anything else may be used without having been compiled.
COMPILED = frozenset(
    [
        Kind.CALL,
        Kind.SELECT,
        Kind.HAS_ATTR,
        Kind.BINARY,
        Kind.IF_ELSE,
        Kind.LET,
        Kind.WITH,
        Kind.ASSERT,
        Kind.INTERPOLATION,
        Kind.ATTRS,
        Kind.NOT,
        Kind.NEGATE,
    ]
)


class Merger:
    """Merges what evaluating an attribute below a root reads. `trim` leaves out what was not evaluated."""

    def __init__(self, root: Root, path: AttrPath, *, trim: bool = True) -> None:
        self.root = root
        self.path = path
        self.trim = trim

    def answer(self) -> Answer:
        """What evaluating comes to, with the files as they are."""

        def work(session: Evaluation) -> str:
            value, arguments = root_value(session, self.root)
            value = session.force(session.select_path(value, [byte_text(step) for step in self.path], arguments))
            if session.is_derivation(value):
                return session.drv_path(value)
            session.force_deep(value)
            return print_value(value)

        return answered(lambda: session_for(self.root), work)

    def merged(self) -> Term:
        """The one term. Its value is that of the attribute: a derivation's path, or the whole value."""
        session = session_for(self.root)
        codes: list[Any] = []
        session.listener = codes.append
        readings = _Readings(session)
        calls: list[list[Term] | None] = []

        def work() -> Term:
            failed = self._evaluate(session, calls)
            return self._merge(session, codes, calls, readings, failed)

        with contextlib.redirect_stderr(io.StringIO()):
            return session.run(work)

    def _evaluate(self, session: Evaluation, calls: list[list[Term] | None]) -> NixrayError | None:
        """Evaluate; gives what it fails with, and notes what functions on the way are called with."""
        failed: NixrayError | None = None
        try:
            value, arguments = root_value(session, self.root)
            for step in [*map(byte_text, self.path), None]:
                value = session.force(value)
                calls.append(None if pattern_of(value) is None else [])
                value = session.auto_call(value, arguments)
                # Not `select_path`, which calls functions behind the last step, too.
                if step is not None and type(value) is tuple and step.isdigit():
                    value = value[int(step)]
                elif step is not None:
                    value = session.get_attr(value, step)
            if session.is_derivation(value):
                session.drv_path(value)
            else:
                session.force_deep(value)
        except NixrayError as error:
            failed = error  # what was entered until then is what counts
        # An error on the way leaves steps that were never reached.
        calls += [None] * (len(self.path) + 1 - len(calls))
        return failed

    def _merge(
        self,
        session: Evaluation,
        codes: Sequence[Any],
        calls: Sequence[list[Term] | None],
        readings: _Readings,
        failed: NixrayError | None,
    ) -> Term:
        used: dict[int, set[tuple[int, int]]] = {}
        sources: dict[int, Source] = {}
        for code in codes:
            spans = used.setdefault(id(code.source), set())
            sources[id(code.source)] = code.source
            spans.update((start, end) for _, start, end, _ in code.places)
        table: list[Bound] = []
        root: Term | None = None
        arguments: dict[str, Term] = {}
        for number, source in sources.items():
            if source.path is not None and source.path.startswith("<"):
                continue
            term = self._file(session, source, used[number])
            if source.path is not None:
                table.append((("=", source.path), (term,)))
            elif source.text == str(self.root.expression or "").encode():
                root = term
            else:
                arguments[source.text.decode("latin-1")] = term
        if root is None and self.root.file is not None:
            path = session.resolve_file(byte_text(str(self.root.file)))
            root = Term("call", None, (var("import"), path_term(path)))
        if root is None:
            raise failed or NixrayError(f"{self.root.shown} cannot be read")
        passed = [
            (("=", byte_text(name)), (arguments.get(byte_text(text), const("null")),))
            for name, text in self.root.arguments
        ]
        body = self._selected(root, calls, made("attrs", False, passed))
        if not table:
            return body
        files = made("attrs", False, sorted(table, key=lambda row: row[0][1]))
        parts = [(("=", FILES), (files,)), (("=", "import"), (_importer(),))]
        readers: list[Bound] = [(("inherit", "import"), ())]
        for name, answers in readings.answers.items():
            if answers:
                readers.append((("=", name), (_from_table(answers),)))
        outside = Term("bin", "//", (var(_OUTSIDE), made("attrs", False, readers)))
        parts.append((("=", "builtins"), (outside,)))
        inside = made("let", False, parts, body)
        return Term("call", None, (Term("fun", (_OUTSIDE, None, False), (inside,)), var("builtins")))

    def _file(self, session: Evaluation, source: Source, spans: set[tuple[int, int]]) -> Term:
        base = os.path.dirname(source.path or "") or session.settings.working_dir

        def unused(node: Any) -> bool:
            return self.trim and node.kind in COMPILED and (node.start, node.end) not in spans

        def search(text: str) -> str | None:
            if text.startswith("nix/"):
                return None
            try:
                return session.resolve_file(session.find_input(f"<{text}>"))
            except EvalError:
                return None

        return Conversion(unused, search).term(session.parse(source, base))

    def _selected(self, root: Term, calls: Sequence[list[Term] | None], arguments: Term) -> Term:
        term = root
        for step, called in zip([*self.path, None], calls, strict=True):
            if called is not None:
                term = Term("call", None, (term, arguments))
            if step is not None:
                term = Term("select", ((byte_text(step),), False), (term,))
        return term


def _from_table(answers: dict[str, Any]) -> Term:
    """A function of a path that knows the answers that were given."""
    table = made("attrs", False, [(("=", path), (_data(answers[path]),)) for path in sorted(answers)])
    path = Term("call", None, (var("toString"), var("path")))
    gone = Term("call", None, (var("throw"), string("the reduced program has no such file")))
    return Term("fun", ("path", None, False), (Term("select", ((None,), True), (table, path, gone)),))


def _data(value: Any) -> Term:
    """A literal for what reading a file or folder gave."""
    if isinstance(value, dict):
        return made("attrs", False, [(("=", name), (_data(value[name]),)) for name in sorted(value)])
    if isinstance(value, bool):
        return var("true" if value else "false")
    return string(str(value))


def _importer() -> Term:
    """`import` that knows the table of files and nothing else."""
    path = Term("call", None, (var("toString"), var("path")))
    outside = Term("call", None, (var("throw"), string("the reduced program has no such file")))
    inside = Term("string", ("", "/default.nix"), (path,))
    folder = Term("select", ((None,), True), (var(FILES), inside, outside))
    return Term("fun", ("path", None, False), (Term("select", ((None,), True), (var(FILES), path, folder)),))


class _Readings:
    """What the program asked of the disk by builtins, noted while it runs."""

    ASKED = ("readFile", "readDir", "pathExists")

    def __init__(self, session: Evaluation) -> None:
        self.answers: dict[str, dict[str, Any]] = {name: {} for name in self.ASKED}
        builtins = session.globals["builtins"]
        for name in self.ASKED:
            self._listen(session, builtins, name)

    def _listen(self, session: Evaluation, builtins: Any, name: str) -> None:
        original = builtins.d[name]

        def reading(path: Any) -> Any:
            value = call(original, path)
            where = session.to_python(path)
            self.answers[name][where] = session.to_python(value)
            return value

        builtins.d[name] = session.globals[f"__{name}"] = Builtin(name, 1, reading)


def single(text: str, session: Evaluation) -> Term:
    """The term of one text, nothing left out."""
    source = Source(None, "«program»", text.encode("latin-1"))

    def convert() -> Term:
        return Conversion(lambda node: False, lambda text: None, source.text).term(session.parse(source, "/"))

    return session.run(convert)
