"""The first thing two evaluators disagree on, by running both on a program with probes in it.

Probes (`probing`) tell of each expression when it has its value, parts before the whole, so the first
line that differs is the smallest expression whose parts were agreed on. Two passes: bindings and bodies
everywhere, then all expressions inside the one that differed. Where all agree, the difference is a literal that
came out of the wrong place of a set or list: then these tell what is in them, too.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from eval_jobs.causes.our_store import root_value, session_for
from eval_jobs.causes.probing import Wanted, coarse, fine, probed
from eval_jobs.causes.remarks import Stretch, marked, readable_value, stretch_of, surplus
from eval_jobs.paths import AttrPath
from eval_jobs.root import Root, nix_path_literal, nix_string
from eval_jobs.texts import byte_text, unicode_text
from evaluator.errors import EvalError, NixrayError, ParseError, Source
from evaluator.evaluation import Evaluation

_SELECT = Path(__file__).with_name("select.nix")
_PROBE = Path(__file__).with_name("probe.nix")
_MOST_ENTRIES = 400_000
_PATH = re.compile(r"(?<![\w.+/-])\.{0,2}/[\w.+/-]*[\w.+-]")
_BUILT_IN = "builtins.length"
_FOLDED = "builtins.foldl' (count: item: count + 1) 0"
EXPRESSION = "«expression»"
T = TypeVar("T")
Back = Callable[[str], str]


class NoDivergence(NixrayError):
    """Both evaluators agreed on everything that was looked at, or nothing could be looked at."""


@dataclass(frozen=True, slots=True)
class Divergence:
    """The expression `text` in `file` (or EXPRESSION, the root's own text) at a 1-based position, and what
    each side says its value is; None for a side that did not come that far."""

    file: str
    line: int
    column: int
    text: str
    ours: str | None
    reference: str | None

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "text": self.text,
            "ours": self.ours,
            "reference": self.reference,
        }


class Divider:
    """Looks for the first divergence below a root; `program` is the reference's nix-instantiate. `make`
    gives a session for a root."""

    def __init__(self, program: str, root: Root, make: Callable[[Root], Evaluation] = session_for) -> None:
        self._program = program
        self._root = root
        self._make = make

    def first(self, path: AttrPath) -> Divergence:
        """The first divergence when an attribute is evaluated. Raises NoDivergence."""
        with self._divided(path) as (copy, stretch):
            return copy.divergence(stretch)

    def examined(self, path: AttrPath, around: str, examine: Callable[[Root, int, Back], T]) -> T:
        """What `examine` gives for the program as it is in a copy, where the expression of the first divergence is the
        second argument of `around`, for how often ours has had a value of that expression before, and for what makes
        the copy's paths in a text those of the program. Raises NoDivergence, also if ours has none there."""
        with self._divided(path) as (copy, stretch):
            if stretch.ours is None:
                raise NoDivergence("nixray has no value where the reference has one")
            place = (stretch.start, stretch.end)
            root = copy.write(stretch, lambda node, _: (node.start, node.end) == place, around)
            return examine(root, stretch.before, copy.original)

    @contextlib.contextmanager
    def _divided(self, path: AttrPath) -> Iterator[tuple[_Copy, Stretch]]:
        sources = self._sources(path)
        with tempfile.TemporaryDirectory(prefix="nixray-diverge-") as scratch:
            copy = _Copy(self._root, sources, Path(scratch))
            self._choose_length(copy)
            try:
                stretch = self._pass(copy, path, None, coarse)
            except NoDivergence:
                # Coarse probes see no lists and branches.
                stretch = self._finest(copy, path)
            else:
                with contextlib.suppress(NoDivergence):
                    stretch = self._pass(copy, path, stretch, fine)
            yield copy, stretch

    def _sources(self, path: AttrPath) -> list[Source]:
        """The source texts that evaluating an attribute reads, the root's own expression included."""
        session = self._make(self._root)
        seen: dict[int, Source] = {}

        def compiled(code: Any) -> None:
            seen.setdefault(id(code.source), code.source)

        session.listener = compiled
        with contextlib.redirect_stderr(io.StringIO()):
            session.run(lambda: _evaluate(session, self._root, path))
        return [
            source
            for source in seen.values()
            if source.path is None or (source.path.startswith("/") and os.path.isfile(source.path))
        ]

    def _choose_length(self, copy: _Copy) -> None:
        """If the sides differ in how long a list is, probes must count in another way."""
        samples = f"let p = {copy.probe}; in " + '[ (p "0:0:0" [ ]) (p "0:0:1" [ null null ]) ]'
        root = Root(expression=f"{{ x = {samples}; }}", base_dir=self._root.base_dir)
        if self._ours(root, ("x",)) != self._theirs(root, ("x",)):
            copy.choose_probe(length=_FOLDED)

    def _finest(self, copy: _Copy, path: AttrPath) -> Stretch:
        """The first difference by any expression's value, or else by what is inside one."""
        try:
            return self._pass(copy, path, None, fine)
        except NoDivergence:
            copy.choose_probe(inside=True)
            return self._pass(copy, path, None, fine)

    def _pass(self, copy: _Copy, path: AttrPath, within: Stretch | None, wanted: Wanted) -> Stretch:
        root = copy.write(within, wanted)
        ours = self._ours(root, path)
        theirs = self._theirs(root, path)
        mine, other = surplus(ours, theirs), surplus(theirs, ours)
        if not mine and not other:
            raise NoDivergence("both evaluators agree on every expression")
        return stretch_of(mine, other, ours)

    def _ours(self, root: Root, path: AttrPath) -> list[str]:
        session = self._make(root)
        said = io.StringIO()
        with contextlib.redirect_stderr(said):
            session.run(lambda: _evaluate(session, root, path))
        return list(marked(said.getvalue().splitlines()))

    def _theirs(self, root: Root, path: AttrPath) -> list[str]:
        arguments = " ".join(f"{nix_string(name)} = ({value});" for name, value in root.arguments)
        wanted = "[ [ " + " ".join(nix_string(part) for part in path) + " ] ]"
        selected = f"({_SELECT.read_text()}) ({root.nix_text}) {{ {arguments} }} {wanted}"
        expression = (
            f"let v = builtins.head ({selected}); in"
            ' if builtins.isAttrs v && v.type or null == "derivation" then v.drvPath else builtins.deepSeq v null'
        )
        command = [self._program, "--eval", "--readonly-mode"]
        for entry in root.search_path:
            command += ["-I", entry]
        for name, value in root.options:
            command += ["--option", name, value]
        with tempfile.TemporaryFile() as said:
            subprocess.run(
                [*command, "-E", expression],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
                cwd=root.base_dir,
                env={"NO_COLOR": "1", **os.environ},
                check=False,
            )
            said.seek(0)
            lines = (line.decode("utf-8", "replace").rstrip("\n") for line in said)
            return list(marked(lines))


def _evaluate(session: Evaluation, root: Root, path: AttrPath) -> None:
    try:
        value, arguments = root_value(session, root)
        found = session.select_path(value, [byte_text(part) for part in path], arguments)
        if session.is_derivation(found):
            session.drv_path(found)
        else:
            session.force_deep(found)
    except NixrayError:
        pass  # what was said until then is what counts


class _Copy:
    """The program's files in a folder of their own, where they can be changed."""

    def __init__(self, root: Root, sources: list[Source], scratch: Path) -> None:
        files = [source for source in sources if source.path is not None]
        self._root = root
        self._sources = files
        self._probe = scratch / "probe.nix"
        self._length = _BUILT_IN
        self.choose_probe()
        self._expression = Source(None, EXPRESSION, (root.expression or "").encode())
        self._from = _common_folder([str(source.path) for source in files])
        self._to = scratch / "tree"
        if files:
            _link_tree(self._from, str(self._to))

    @property
    def probe(self) -> str:
        """The expression of the probe."""
        return f"(import {nix_path_literal(self._probe)})"

    def choose_probe(self, length: str | None = None, inside: bool = False) -> None:
        """Take another probe: one that counts with the function `length`, and looks inside sets and lists."""
        self._length = length or self._length
        arguments = f"{{ length = {self._length}; inside = {str(inside).lower()}; }}"
        self._probe.write_text(f"(\n{_PROBE.read_text()}) {arguments}\n")

    def write(self, within: Stretch | None, wanted: Wanted, probe: str | None = None) -> Root:
        """Write the files with probes (around what is `wanted`, everywhere or in a stretch); gives the root
        that names them. `probe` is another one than that which tells values."""
        probe = probe or self.probe
        for number, source in enumerate([*self._sources, self._expression]):
            text = source.text
            if within is None or within.source == number:
                stretch = None if within is None else (within.start, within.end)
                text = _with_probes(source, probe, str(number), wanted, stretch)
            if source is not self._expression:
                self._replace(str(source.path), text)
            elif self._root.expression is not None:
                expression = self._moved(text.decode())
        if self._root.expression is None:
            return replace(self._root, file=Path(self._moved(str(self._root.file))), **self._rest())
        return replace(self._root, expression=expression, **self._rest())

    def divergence(self, stretch: Stretch) -> Divergence:
        """A stretch as people see it."""
        source = [*self._sources, self._expression][stretch.source]
        line, column = source.line_column(stretch.start)
        text = source.text[stretch.start : stretch.end].decode("utf-8", "replace")
        sides = (readable_value(self._back(stretch.ours)), readable_value(self._back(stretch.reference)))
        return Divergence(unicode_text(source.shown) if source.path else EXPRESSION, line, column, text, *sides)

    def _rest(self) -> dict[str, Any]:
        return {
            "arguments": tuple((name, self._moved(value)) for name, value in self._root.arguments),
            "search_path": tuple(map(self._moved, self._root.search_path)),
            "base_dir": Path(self._moved(str(self._root.base_dir))),
        }

    def _moved(self, text: str) -> str:
        """A text with the paths that lead to the program's files, by symbolic links too, leading to the copy."""
        if not self._sources:
            return text
        base_moves = self._below(os.path.realpath(self._root.base_dir))

        def moved(found: re.Match[str]) -> str:
            path = found[0]
            if base_moves and not path.startswith("/"):
                return path
            real = os.path.realpath(os.path.join(self._root.base_dir, path))
            return str(self._to) + real[len(self._from) :] if self._below(real) else path

        return _PATH.sub(moved, text)

    def _below(self, path: str) -> bool:
        return path == self._from or path.startswith(self._from + "/")

    def original(self, text: str) -> str:
        """A text with the paths of the copy as they are in the program."""
        return text.replace(str(self._to), self._from) if self._sources else text

    def _back(self, said: str | None) -> str | None:
        return None if said is None else self.original(said)

    def _replace(self, path: str, text: bytes) -> None:
        # Not written in place: the file is a link to the original.
        file = str(self._to) + os.fsdecode(path.encode("latin-1"))[len(self._from) :]
        os.unlink(file)
        Path(file).write_bytes(text)


def _with_probes(source: Source, probe: str, number: str, wanted: Any, within: Any) -> bytes:
    session = Evaluation()
    try:
        tree = session.parse(source, os.path.dirname(source.path or "") or "/")
    except ParseError:
        return source.text
    return probed(source.text, tree, probe, number, wanted, within)


def _common_folder(files: list[str]) -> str:
    real = [os.fsdecode(file.encode("latin-1")) for file in files]
    folder = os.path.commonpath([os.path.dirname(file) for file in real]) if real else "/"
    if files and folder in ("/", "/nix", "/nix/store", "/home", "/root", "/tmp", "/usr"):
        raise NoDivergence(f"the program's files have no folder of their own below '{folder}'")
    return folder


def _link_tree(source: str, target: str) -> None:
    """A copy of a tree by hard links where that is possible."""
    count = 0

    def link(one: str, other: str) -> None:
        nonlocal count
        count += 1
        if count > _MOST_ENTRIES:
            raise NoDivergence(f"there are too many files below '{source}'")
        try:
            os.link(one, other, follow_symlinks=False)
        except OSError:
            shutil.copy2(one, other, follow_symlinks=False)

    shutil.copytree(source, target, symlinks=True, copy_function=link)


def first_divergence(program: str, root: Root, path: AttrPath) -> Divergence | None:
    """The first divergence, or None where there is none to be found."""
    try:
        return Divider(program, root).first(path)
    except (NoDivergence, EvalError, OSError):
        return None
