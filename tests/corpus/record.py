"""Record the answers of the language corpus from reference Nix.

`python -m tests.corpus.record [--only GLOB] [--missing] [--check]` asks 2.34.8 for every case and
writes `NAME.expected` beside it; where 2.26.3 or 2.8.0 are installed it notes what they say
otherwise. `--check` writes nothing and exits 1 when an answer is stale. Answers never come from
nixray itself.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from tests.corpus import reference
from tests.corpus.cases import ROOT, Answer, Case, all_cases

_PROCESSES = 2


def record(case: Case, binaries: dict[str, Path], state: Path) -> Answer:
    """The answer of the oracle, with what other versions say differently."""
    answer = reference.ask(binaries[reference.ORACLE], case, state, trace=True)
    differs: dict[str, dict[str, str]] = {}
    for version, binary in binaries.items():
        if version == reference.ORACLE:
            continue
        other = reference.ask(binary, case, state)
        if other.verdict != answer.verdict:
            differs[version] = other.verdict
    return replace(answer, differs=differs)


def remembered(case: Case, answer: Answer, versions: set[str]) -> tuple[Answer | None, Answer]:
    """The answer on file (None if there is none), and the new one with what the file says of
    versions that are not installed here."""
    if not case.answer_file.exists():
        return None, answer
    old = Answer.loads(case.answer_file.read_text())
    kept = {version: verdict for version, verdict in old.differs.items() if version not in versions}
    return old, replace(answer, differs={**answer.differs, **kept})


def _state(folder: Path) -> Path:
    """A state folder of this thread's own: two Nix processes must not share a database."""
    return folder / str(threading.get_ident())


def main(arguments: list[str]) -> int:
    """Run the command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.corpus.record", description=__doc__)
    parser.add_argument("--only", metavar="GLOB", default="*", help="cases by name, such as 'lists/*'")
    parser.add_argument("--missing", action="store_true", help="only cases without an answer yet")
    parser.add_argument("--check", action="store_true", help="write nothing, report stale answers")
    options = parser.parse_args(arguments)
    binaries = reference.find()
    if reference.ORACLE not in binaries:
        print(f"reference Nix {reference.ORACLE} is not here; set NIXRAY_REFERENCE", file=sys.stderr)
        return 2
    cases = all_cases(options.only)
    if options.missing:
        cases = [case for case in cases if not case.answer_file.exists()]
    changed = 0
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(_PROCESSES) as pool:
        answers = pool.map(lambda case: record(case, binaries, _state(Path(folder))), cases)
        for case, found in zip(cases, answers, strict=True):
            old, answer = remembered(case, found, set(binaries))
            if old == answer:
                continue
            changed += 1
            print(("stale: " if options.check else "recorded: ") + case.name)
            if not options.check:
                case.answer_file.write_text(answer.dumps())
    orphans = [path for path in ROOT.rglob("*.expected") if not path.with_suffix(".nix").exists()]
    for path in orphans:
        print(f"no program: {path.relative_to(ROOT)}")
    print(f"{len(cases)} cases, {changed} {'stale' if options.check else 'recorded'}")
    return 1 if options.check and (changed or orphans) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
