"""`nixray select`: the few attributes that stand for a whole set.

What an attribute covers is the code it enters (each delayed expression, function and file is compiled when
it is first entered) and the causes it showed before. A greedy set cover takes the attributes that add
most until nothing is left out.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import click

from eval_jobs.causes.our_store import root_value, session_for
from eval_jobs.endings import HARNESS, run_command
from eval_jobs.options import common, common_options
from eval_jobs.paths import AttrPath, dotted, parse_dotted
from eval_jobs.root import Root
from eval_jobs.texts import byte_text
from evaluator.errors import NixrayError

Coverage = dict[AttrPath, frozenset[int]]


def cover(coverage: Mapping[AttrPath, frozenset[int]]) -> list[AttrPath]:
    """Attributes that together cover all that is covered, those that add most first; ties go by name."""
    left = frozenset().union(*coverage.values()) if coverage else frozenset()
    gains = {path: len(covered) for path, covered in coverage.items()}
    chosen: list[AttrPath] = []
    while left:
        # A gain only shrinks: the first whose gain is still what it was is the best (lazy greedy).
        for path in sorted(gains, key=lambda each: (-gains[each], each)):
            gain = len(coverage[path] & left)
            if gain == gains[path]:
                break
            gains[path] = gain
        best = min(gains, key=lambda each: (-gains[each], each))
        if len(coverage[best] & left) != gains[best]:
            continue
        chosen.append(best)
        left -= coverage[best]
        del gains[best]
    return chosen


def covered(root: Root, paths: Sequence[AttrPath], workers: int = 2) -> Coverage:
    """What each attribute covers, each evaluated in a process of its own from a root that was evaluated before."""
    numbers: dict[str, int] = {}
    with ThreadPoolExecutor(workers) as pool:
        size = -(-len(paths) // workers) or 1
        parts = [paths[start : start + size] for start in range(0, len(paths), size)]
        found: Coverage = {}
        for rows in pool.map(lambda part: list(_forked(root, part)), parts):
            for path, places in rows:
                found[path] = frozenset(numbers.setdefault(place, len(numbers)) for place in places)
    return found


def _forked(root: Root, paths: Sequence[AttrPath]) -> Iterator[tuple[AttrPath, list[str]]]:
    for path in paths:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os.close(reading)
                with os.fdopen(writing, "w") as stream:
                    json.dump(sorted(_places(root, path)), stream)
            finally:
                os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as stream:
            text = stream.read()
        os.waitpid(child, 0)
        yield path, json.loads(text) if text else []


def _places(root: Root, path: AttrPath) -> set[str]:
    """The code that evaluating an attribute enters: file and offsets."""
    session = session_for(root)
    codes: list[Any] = []
    session.listener = codes.append

    def work() -> None:
        try:
            value, arguments = root_value(session, root)
            session.drv_path(session.select_path(value, [byte_text(part) for part in path], arguments))
        except NixrayError:
            pass  # how it fails is covered, too

    session.run(work)
    places = set()
    for code in codes:
        spans = code.places
        if spans:
            places.add(f"{code.source.shown}:{spans[0][1]}:{spans[0][2]}")
    return places


def select(arguments: list[str]) -> int:
    """Run `nixray select`: 0 written, 2 usage, 3 there is nothing to select from."""
    return run_command(_select, arguments, failure=HARNESS)


@click.command(
    "select",
    epilog="""\b
Examples:
  nixray select ./packages --paths all.jsonl > smoke.jsonl
  nixray select ./packages --paths all.jsonl --causes run > smoke.jsonl
  nixray regress ./packages --paths smoke.jsonl --reference nix-instantiate""",
)
@common_options
@click.option("--causes", type=click.Path(path_type=Path), multiple=True, metavar="RUN", help="Keep what it showed.")
def _select(causes: tuple[Path, ...], **options: Any) -> int:
    """Print the smallest list found of the attributes in --paths that enters all code they enter, as JSON
    lines that --paths takes."""
    given = common(**options)
    if not given.paths:
        raise click.UsageError("name the attributes to select from with --paths")
    found = covered(given.root, given.paths, given.limits.workers)
    needed = _shown(causes)
    chosen = list(dict.fromkeys([*(path for path in needed if path in found), *cover(found)]))
    for path in chosen:
        sys.stdout.write(json.dumps({"attr": dotted(path), "attrPath": list(path)}, ensure_ascii=False) + "\n")
    every = len(frozenset().union(*found.values()))
    click.echo(f"{len(chosen)} of {len(found)} attributes enter all {every} stretches of code", err=True)
    return 0


def _shown(runs: Sequence[Path]) -> list[AttrPath]:
    """One attribute for each cause that earlier runs had."""
    found = []
    for run in runs:
        try:
            report = json.loads((run / "causes.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise NixrayError(f"'{run}' has no causes; 'nixray causes' finds them: {error}") from error
        found += [parse_dotted(row["some"][0]) for row in [*report["causes"], *report["failures"]]]
    return found
