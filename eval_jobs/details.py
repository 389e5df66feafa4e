"""What else a line can tell of a derivation: its meta data, inputs, constituents, and what is built already.

Keys, types and conditions are those of nix-eval-jobs.
"""

from __future__ import annotations

import json
import os
from typing import Any

from eval_jobs.texts import unicode_text
from eval_jobs.wanted import Wanted
from evaluator.errors import EvalError, Kind
from evaluator.evaluation import Evaluation
from evaluator.store.derivation import Derivation
from evaluator.values import AttrSet, ContextString

_FEATURES = "requiredSystemFeatures"


def details(session: Evaluation, value: Any, drv_path: str, wanted: Wanted) -> dict[str, Any]:
    """Further keys of a derivation's line. `drv_path` is the evaluator's text; raises EvalError."""
    row: dict[str, Any] = {"storeDir": unicode_text(session.settings.store_dir)}
    drv = derivation(session, drv_path)
    if drv is not None:
        features = required_features(drv)
        if features:
            row[_FEATURES] = features
        if wanted.input_drvs:
            row["inputDrvs"] = input_drvs(drv)
        if wanted.cache_status:
            row |= cache_status(session, drv_path)
    if wanted.meta:
        row["meta"] = meta(session, value)
    if wanted.constituents:
        row |= constituents(session, value)
    return row


def derivation(session: Evaluation, drv_path: str) -> Derivation | None:
    """The derivation at a path, if this evaluation made it."""
    return session.registry.made().get(drv_path)


def outputs(drv: Derivation) -> dict[str, str | None]:
    """Output -> path, null where only a build tells it."""
    return {unicode_text(name): unicode_text(drv.outputs[name].path) or None for name in sorted(drv.outputs)}


def input_drvs(drv: Derivation) -> dict[str, list[str]]:
    """Path of an input's `.drv` -> the outputs that are used."""
    return {unicode_text(path): [unicode_text(name) for name in used.outputs] for path, used in drv.input_drvs.items()}


def required_features(drv: Derivation) -> list[str]:
    """What the machine that builds it must offer."""
    structured = drv.env.get("__json")
    if structured is not None:
        found = json.loads(structured.encode("latin-1")).get(_FEATURES, [])
        return [str(name) for name in found] if isinstance(found, list) else []
    return unicode_text(drv.env.get(_FEATURES, "")).split()


def meta(session: Evaluation, value: Any) -> dict[str, Any]:
    """The `meta` set as JSON, with null for what cannot be data. Failures inside are not the job's."""
    if not session.has_attr(value, "meta"):
        return {}
    found = session.get_attr(value, "meta")
    return {unicode_text(name): _as_json(session, found, name) for name in session.attr_names(found)}


def _as_json(session: Evaluation, meta_set: Any, name: str) -> Any:
    try:
        return json_value(session, session.get_attr(meta_set, name))
    except EvalError:
        return None


def json_value(session: Evaluation, value: Any) -> Any:
    """A value as `builtins.toJSON` gives it, decoded; raises EvalError for what cannot be JSON."""
    return json.loads(session.to_json(value).encode("latin-1").decode("utf-8", "replace"))


def constituents(session: Evaluation, value: Any) -> dict[str, Any]:
    """The parts of an aggregate job: derivations by path, and other jobs by name. Empty for other jobs."""
    row: dict[str, Any] = {"constituents": [], "namedConstituents": [], "globConstituents": False}
    if not _flag(session, value, "_hydraAggregate"):
        return row
    if not session.has_attr(value, "constituents"):
        raise EvalError(Kind.MISSING_ATTRIBUTE, "derivation must have a 'constituents' attribute")
    for part in session.items(session.get_attr(value, "constituents")):
        if type(part) is AttrSet:
            row["constituents"].append(unicode_text(session.drv_path(part)))
        elif type(part) is ContextString:
            row["constituents"] += sorted(map(unicode_text, _derivations_of(part)))
        else:
            row["namedConstituents"].append(unicode_text(session.to_text(part)))
    row["globConstituents"] = _flag(session, value, "_hydraGlobConstituents")
    return row


def _flag(session: Evaluation, value: Any, name: str) -> bool:
    return session.has_attr(value, name) and session.get_attr(value, name) is True


def _derivations_of(text: ContextString) -> set[str]:
    """The `.drv` paths in a string's context."""
    paths = {element.lstrip("=").rpartition("!")[2] for element in text.context}
    return {path for path in paths if path.endswith(".drv")}


def cache_status(session: Evaluation, drv_path: str) -> dict[str, Any]:
    """What of a derivation and its closure is in the local store. Substituters are not asked: what is not
    there needs a build."""
    needed: dict[str, None] = {}
    _collect_needed(session, drv_path, needed)
    local = not needed
    return {
        "cacheStatus": "local" if local else "notBuilt",
        "isCached": local,
        "neededBuilds": [unicode_text(path) for path in needed],
        "neededSubstitutes": [],
    }


def _collect_needed(session: Evaluation, drv_path: str, needed: dict[str, None]) -> None:
    """Add what has to be built for a derivation, inputs first. By an explicit stack: closures are deep."""
    seen: set[str] = set()
    stack = [(drv_path, False)]
    while stack:
        path, inputs_done = stack.pop()
        drv = derivation(session, path)
        if inputs_done:
            needed[path] = None
        elif path not in seen and not (drv is not None and _is_local(drv)):
            seen.add(path)
            stack.append((path, True))
            stack += [(item, False) for item in sorted(drv.input_drvs, reverse=True)] if drv is not None else []


def _is_local(drv: Derivation) -> bool:
    return all(output.path and os.path.lexists(output.path.encode("latin-1")) for output in drv.outputs.values())
