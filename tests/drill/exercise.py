"""One mutant through everything: comparison, ranking, first divergence, reduction.

`python -m tests.drill.exercise` drills all of them, over the drill's package set, the embedded one and 200
attributes of nixpkgs, and writes the table in docs/drill.md.
"""

from __future__ import annotations

import contextlib
import io
import re
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.recording import PACKAGES, answers_file
from eval_jobs.causes.difference import Comparison
from eval_jobs.causes.divergence import Divergence, Divider, NoDivergence
from eval_jobs.causes.graph import MemoryGraph
from eval_jobs.causes.our_store import root_value, session_for
from eval_jobs.causes.ranking import Cause, rank
from eval_jobs.paths import AttrPath, dotted, read_paths
from eval_jobs.reduction.layout import laid_out
from eval_jobs.reduction.merging import Merger
from eval_jobs.reduction.search import Search
from eval_jobs.reduction.verdicts import Isolated, Reference, SameDifference, in_child, sealed_session
from eval_jobs.root import Root, file_root
from eval_jobs.texts import byte_text
from evaluator.errors import NixrayError
from evaluator.evaluation import Evaluation
from tests.conftest import reference_program
from tests.drill.mutants import MUTANTS, Fault

_SECONDS = 300
_MEMORY = 8 << 30
SET = Path(__file__).parent / "packages"
LIBRARY = (SET / "lib.nix").read_text().splitlines()
TABLE = Path(__file__).parents[2] / "docs" / "drill.md"


@dataclass(frozen=True, slots=True)
class Counted:
    """A set in which the attributes that a fault changes are only counted: `right` has its derivations."""

    root: Root
    right: dict[AttrPath, str]

    def changed(self, mutant: Fault) -> int:
        """How many attributes a fault changes. Evaluated in a process of its own, since a fault may make an
        evaluation endless, or eat all memory; then it changed all of them."""
        found = _apart(self.root, list(self.right), mutant)
        return len(self.right) if found is None else sum(found[path] != right for path, right in self.right.items())


def _apart(
    root: Root, paths: list[AttrPath], mutant: Fault | None, seconds: float = _SECONDS
) -> dict[AttrPath, str] | None:
    """`derivations` in another process; None if it did not end well."""

    def work() -> list[str]:
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        return list(derivations(root, paths, mutant)[1].values())

    found = in_child(work, seconds)
    return None if found is None else dict(zip(paths, found, strict=True))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mutant: how many attributes of which set it changed, the first cause, the first
    divergence, and the reduced case."""

    mutant: Fault
    caught: dict[str, int]
    cause: Cause | None
    way: list[str]
    divergence: Divergence | None
    reduced: str

    @property
    def root_right(self) -> bool:
        """Whether the first cause is in the derivation that shows the fault first."""
        return self.cause is not None and self.mutant.seen.partition("-")[0] in self.way[-1]

    @property
    def place_right(self) -> bool:
        """Whether the divergence is where the built-in is used: by itself, or by a function of the set's own
        that is called there."""
        if self.divergence is None:
            return False
        called = re.findall(r"lib\.(\w+)", self.divergence.text)
        lines = [line for line in LIBRARY if line.strip().partition(" ")[0] in called]
        if self.divergence.file.endswith("lib.nix"):
            lines.append(LIBRARY[self.divergence.line - 1])
        return any(self.mutant.spelled in text for text in (self.divergence.text, *lines))

    @property
    def small(self) -> bool:
        """Whether the reduced case is short and still shows the built-in."""
        return self.mutant.builtin in self.reduced and len(self.reduced.splitlines()) <= 15


def paths_of(root: Root) -> list[AttrPath]:
    """The attributes of a set."""
    session = session_for(root)
    return session.run(lambda: [(name,) for name in session.attr_names(root_value(session, root)[0])])


def derivations(root: Root, paths: Sequence[AttrPath], mutant: Fault | None) -> tuple[Evaluation, dict[AttrPath, str]]:
    """The session and `.drv` paths of attributes ("" for one that fails), with a fault or without."""
    session = session_for(root)
    if mutant is not None:
        mutant.apply(session)
    found: dict[AttrPath, str] = {}

    def work() -> None:
        value, arguments = root_value(session, root)
        for path in paths:
            try:
                selected = session.select_path(value, [byte_text(part) for part in path], arguments)
                found[path] = session.drv_path(selected) if session.is_derivation(selected) else ""
            except NixrayError:
                found[path] = ""

    with contextlib.redirect_stderr(io.StringIO()):
        try:
            session.run(work)
        except NixrayError:
            found = dict.fromkeys(paths, "")
    return session, found


def drill(mutant: Fault, program: str | None, more: dict[str, Counted] | None = None) -> Outcome:
    """Put one mutant through everything; `more` are further sets in which it is only counted. Without the
    reference's `program`, it is caught and ranked, and no more."""
    root = file_root(str(SET))
    paths = paths_of(root)
    good, right = derivations(root, paths, None)
    bad, wrong = derivations(root, paths, mutant)
    caught = {"drill": sum(right[path] != wrong[path] for path in paths)}
    for name, other in (more or {}).items():
        caught[name] = other.changed(mutant)
    comparison = Comparison(MemoryGraph(bad.registry.made()), MemoryGraph(good.registry.made()))
    tops = {path: (wrong[path], right[path]) for path in paths if wrong[path] not in ("", right[path])}
    comparison.add(tops.values())
    ranked = rank(comparison, tops)
    cause = ranked[0] if ranked else None
    way = [pair[1].rpartition("/")[2][33:] for pair in comparison.way_to(cause.roots[0])] if cause is not None else []
    if program is None:
        return Outcome(mutant, caught, cause, way, None, "")
    path: AttrPath = (mutant.seen,)
    divergence = None
    with contextlib.suppress(NoDivergence):
        divergence = Divider(program, root, lambda each: mutant.apply(session_for(each))).first(path)
    return Outcome(mutant, caught, cause, way, divergence, reduced(mutant, root, path, program))


def reduced(mutant: Fault, root: Root, path: AttrPath, program: str) -> str:
    """The smallest program found that shows a mutant."""
    term = Merger(root, path).merged()
    ours = Isolated(make=lambda: mutant.apply(sealed_session()))
    verdict = SameDifference(term.text, ours, Reference(program))
    return laid_out(Search(verdict).reduce(term)) if verdict(term.text) else ""


def table(outcomes: Sequence[Outcome], sets: Sequence[str]) -> str:
    """The table of docs/drill.md."""
    count = len(outcomes)
    run = sum(bool(each.reduced) for each in outcomes)
    totals = [
        f"caught {sum(any(each.caught.values()) for each in outcomes)} of {count}",
        f"right first root {sum(each.root_right for each in outcomes)}",
        f"right place {sum(each.place_right for each in outcomes)} of {run} narrowed",
        f"reduced to 15 lines or less and telling {sum(each.small for each in outcomes)} of {run}",
    ]
    lines = [
        "# The drill: faults put into the evaluator",
        "",
        "Each fault is a built-in that is slightly wrong, or an operator that is read in the wrong order",
        "(tests/drill/mutants.py). `make drill` writes this page.",
        "",
        "; ".join(totals) + ".",
        "",
        f"| fault | {' | '.join(f'changed in {name}' for name in sets)} | first root | place | reduced case |",
        f"| --- | {' | '.join('---:' for _ in sets)} | --- | --- | --- |",
    ]
    for each in outcomes:
        counts = " | ".join(str(each.caught.get(name, "")) for name in sets)
        case = " ".join(each.reduced.split()).replace("|", "\\|")
        root = "yes" if each.root_right else "no"
        place = ("yes" if each.place_right else "no") if case else "not run"
        lines.append(f"| {each.mutant.name} | {counts} | {root} | {place} | {f'`{case}`' if case else 'not run'} |")
    return "\n".join(lines) + "\n"


def sets(nixpkgs: Path | None, count: int) -> dict[str, Counted]:
    """The embedded package set, and attributes of nixpkgs spread over all of it."""
    embedded = Root(file=PACKAGES)
    found = {"corpus": (embedded, read_paths(answers_file("2.34.8")))}
    if nixpkgs is not None:
        root = replace(file_root(str(nixpkgs)), arguments=(("system", '"x86_64-linux"'),))
        session = session_for(root)

        def names() -> list[str]:
            value, arguments = root_value(session, root)
            return session.attr_names(session.auto_call(value, arguments))

        every = session.run(names)
        # Many names are no derivations: functions, sets, what is broken or not free.
        step = max(len(every) // (2 * count), 1)
        found["nixpkgs"] = (root, [(name,) for name in every[::step]])
    return {name: _counted(root, paths, count) for name, (root, paths) in found.items()}


def _counted(root: Root, paths: list[AttrPath], count: int) -> Counted:
    right = _apart(root, paths, None, 10 * _SECONDS)
    assert right is not None, f"{root.shown} cannot be evaluated"
    good = [path for path in paths if right[path]][:count]
    return Counted(root, {path: right[path] for path in good})


def main(words: Sequence[str]) -> int:
    """Drill every mutant and write the table: `[--quick] [NIXPKGS [COUNT]]`."""
    quick = list(words[:1]) == ["--quick"]
    words = words[quick:]
    program = None if quick else reference_program()
    if program is None and not quick:
        print("error: the drill needs reference Nix 2.34 (NIXRAY_REFERENCE)", file=sys.stderr)
        return 1
    nixpkgs = Path(words[0]) if words else None
    more = sets(nixpkgs, int(words[1]) if len(words) > 1 else 200)
    outcomes = []
    for mutant in MUTANTS:
        start = time.monotonic()
        outcome = drill(mutant, program, more)
        outcomes.append(outcome)
        marks = (any(outcome.caught.values()), outcome.root_right, outcome.place_right, outcome.small)
        print(f"{mutant.name}: {outcome.caught} {marks} {dotted(tuple(outcome.way))} {time.monotonic() - start:.0f} s")
        sys.stdout.flush()
        TABLE.write_text(table(outcomes, ["drill", *more]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
