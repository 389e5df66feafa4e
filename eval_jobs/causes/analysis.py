"""What a run's differences come from: derivations of both sides compared, causes ranked, each checked by
putting the reference's derivation in place of ours. The result is plain data of the `causes` schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eval_jobs.causes.account import root_row
from eval_jobs.causes.difference import Comparison, Pair
from eval_jobs.causes.divergence import first_divergence
from eval_jobs.causes.failures import SHOWN, failure_groups
from eval_jobs.causes.graph import Graph
from eval_jobs.causes.our_store import OurStore
from eval_jobs.causes.places import Place, variable_places
from eval_jobs.causes.ranking import Cause, rank
from eval_jobs.causes.reference_store import ReferenceStore
from eval_jobs.causes.rehashing import counterfactual
from eval_jobs.comparison import Verdict
from eval_jobs.paths import AttrPath, dotted
from eval_jobs.results import Record
from eval_jobs.root import Root
from eval_jobs.texts import byte_text

CHECKED = 5
"""How many of the first causes are checked by counterfactuals and looked for in the source."""

FAILED_AGAIN = 2000
"""How many failing attributes are evaluated again for the place of their error."""

NARROWED = 1
"""For how many of the first causes the first divergence is looked for, which runs both evaluators."""

Verdicts = Sequence[tuple[Verdict, Record, Record]]


def analyse(root: Root, verdicts: Verdicts, program: str | None, folder: Path) -> dict[str, Any]:
    """The causes of all differences in `verdicts`. `program` is the reference, which is asked for its
    derivations; without one only failures are grouped. Derivations are kept in `folder`."""
    differing = [ours.path for verdict, ours, _ in verdicts if verdict is Verdict.DRV_DIFFERS]
    failing = [ours.path for verdict, ours, _ in verdicts if not verdict.agrees and ours.error is not None]
    ours = OurStore(root, folder / "ours")
    tops: dict[AttrPath, Pair] = {}
    comparison: Comparison | None = None
    if program is not None and differing:
        theirs = ReferenceStore(program, root, folder / "reference")
        made, asked = ours.instantiate(differing), theirs.instantiate(differing)
        for path in differing:
            mine, other = made[path].drv_path, asked.get(path)
            if mine is not None and other is not None and mine != other:
                tops[path] = (byte_text(mine), byte_text(other))
        comparison = Comparison(ours.graph, theirs.graph)
        comparison.add(dict.fromkeys(tops.values()))
    places = {path: answer.place for path, answer in ours.instantiate(failing[:FAILED_AGAIN]).items()}
    causes = explain(root, comparison, tops) if comparison is not None else []
    for row, path in zip(causes[:NARROWED], tops_of(causes, tops), strict=False):
        found = first_divergence(program, root, path) if program is not None else None
        row["divergence"] = found.to_json() if found is not None else None
    return {
        "differing": len(differing),
        "compared": len(tops),
        "notExamined": sorted(dotted(path) for path in differing if path not in tops)[:SHOWN],
        "causes": causes,
        "failures": failure_groups(verdicts, places),
    }


def explain(root: Root, comparison: Comparison, tops: Mapping[AttrPath, Pair]) -> list[dict[str, Any]]:
    """The ranked causes of compared attributes, as rows."""
    ranked = rank(comparison, tops)
    wanted: dict[AttrPath, list[tuple[str, str]]] = {}
    for cause in ranked[:CHECKED]:
        if cause.suspect[0] == "env":
            wanted.setdefault(cause.explains[0], []).append((cause.roots[0][0], cause.suspect[1]))
    places = variable_places(root, wanted)
    rows = []
    for number, cause in enumerate(ranked):
        row = _row(comparison, cause)
        row["source"] = _source(places.get((cause.roots[0][0], cause.suspect[1])))
        row["check"] = row["divergence"] = None
        if number < CHECKED:
            row["check"] = check(comparison.graph_a, comparison.graph_b, cause.roots, tops)
        rows.append(row)
    return rows


def tops_of(causes: Sequence[Mapping[str, Any]], tops: Mapping[AttrPath, Pair]) -> list[AttrPath]:
    """For each cause the first attribute that it explains."""
    by_name = {dotted(path): path for path in tops}
    return [by_name[cause["some"][0]] for cause in causes]


def check(ours: Graph, theirs: Graph, roots: Sequence[Pair], tops: Mapping[AttrPath, Pair]) -> dict[str, Any]:
    """How many attributes would match if the roots were the reference's, and which some would not."""
    became = counterfactual(ours, dict.fromkeys(pair[0] for pair in tops.values()), dict(roots), theirs)
    remain = sorted(dotted(path) for path, pair in tops.items() if became[pair[0]] != pair[1])
    return {"match": len(tops) - len(remain), "remain": len(remain), "some": remain[:SHOWN]}


def _row(comparison: Comparison, cause: Cause) -> dict[str, Any]:
    field, key = cause.suspect
    return {
        "field": field,
        "key": key,
        "explains": len(cause.explains),
        "reaches": cause.reaches,
        "some": [dotted(path) for path in cause.explains[:SHOWN]],
        "roots": len(cause.roots),
        "first": [root_row(comparison, comparison.nodes[pair]) for pair in cause.roots[:3]],
    }


def _source(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {"file": place.file, "line": place.line, "column": place.column, "text": place.text}
