"""What a run's differences come from: derivations of both sides compared, causes ranked, each checked by
putting the reference's derivation in place of ours. The result is plain data of the `causes` schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from eval_jobs.causes.account import root_row
from eval_jobs.causes.difference import Comparison, Pair
from eval_jobs.causes.divergence import first_divergence
from eval_jobs.causes.failures import SHOWN, failure_groups
from eval_jobs.causes.gathering import Gathering
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


def analyse(
    root: Root,
    verdicts: Verdicts,
    program: str | None,
    folder: Path,
    say: Callable[[str], None] = lambda text: None,
) -> dict[str, Any]:
    """The causes of all differences in `verdicts`. `program` is the reference, which is asked for its
    derivations; without one only failures are grouped. Derivations are kept in `folder`. `say` hears what is done."""
    differing = {
        ours.path: theirs.drv_path or "" for verdict, ours, theirs in verdicts if verdict is Verdict.DRV_DIFFERS
    }
    failing = [ours.path for verdict, ours, _ in verdicts if not verdict.agrees and ours.error is not None]
    ours = OurStore(root, folder / "ours")
    tops: dict[AttrPath, Pair] = {}
    causes: list[dict[str, Any]] = []
    if program is not None and differing:
        gathering = gather(ours, ReferenceStore(program, root, folder / "reference"), differing, say)
        tops = gathering.tops
        causes = explain(root, gathering, program, say)
    places = {path: answer.place for path, answer in ours.instantiate(failing[:FAILED_AGAIN]).items()}
    return {
        "differing": len(differing),
        "compared": len(tops),
        "notExamined": sorted(dotted(path) for path in differing if path not in tops)[:SHOWN],
        "causes": causes,
        "failures": failure_groups(verdicts, places),
    }


def gather(
    ours: OurStore, theirs: ReferenceStore, differing: Mapping[AttrPath, str], say: Callable[[str], None]
) -> Gathering:
    """Derivations of both sides for attributes, which come with the reference's path in the run."""
    made = ours.instantiate(
        list(differing), lambda count: say(f"made our derivations of {count} of {len(differing)} attributes")
    )
    wanted = {
        path: (byte_text(made[path].drv_path or ""), byte_text(said))
        for path, said in differing.items()
        if made[path].drv_path is not None
    }
    say("asking the reference for its derivations")
    gathering = Gathering(
        ours.graph, theirs, wanted, lambda settled, total: say(f"explained {settled} of {total} attributes")
    )
    gathering.run()
    return gathering


def explain(root: Root, gathering: Gathering, program: str, say: Callable[[str], None]) -> list[dict[str, Any]]:
    """The ranked causes of gathered differences, as rows."""
    comparison, tops = gathering.comparison, gathering.tops
    ranked = rank(comparison, tops, gathering.sizes)
    wanted: dict[AttrPath, list[tuple[str, str]]] = {}
    for cause in ranked[:CHECKED]:
        if cause.suspect[0] == "env":
            wanted.setdefault(cause.telling, []).append((cause.roots[0][0], cause.suspect[1]))
    say("looking for the source of the causes")
    places = variable_places(root, wanted)
    rows = []
    for number, cause in enumerate(ranked):
        row = _row(comparison, cause)
        row["source"] = _source(places.get((cause.roots[0][0], cause.suspect[1])))
        row["check"] = row["divergence"] = None
        if number < CHECKED:
            say(f"checking cause {number + 1} of {len(ranked)}")
            row["check"] = check(comparison.graph_a, comparison.graph_b, cause.roots, tops)
        if number < NARROWED:
            say("looking for the first expression with two values")
            found = first_divergence(program, root, cause.telling)
            row["divergence"] = found.to_json() if found is not None else None
        rows.append(row)
    return rows


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
