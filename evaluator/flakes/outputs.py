"""From a reference to the outputs of a flake, as values."""

from __future__ import annotations

import os
from typing import Any

from evaluator.builtins import inputs as input_builtins
from evaluator.errors import EvalError, Kind, Source, nearest
from evaluator.flakes import lock_file
from evaluator.flakes.locking import Flake, Locked, Locker, Request
from evaluator.selection import split_attr_path
from evaluator.store.fetching import registries
from evaluator.store.flake_references import Attributes, show_input
from evaluator.values import AttrSet, Builtin
from evaluator.vm.forcing import call_many, force


class Flakes:
    """The flakes of one session."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._call: Any = None

    def lock(self, reference: Attributes, request: Request) -> Locked:
        """The graph of a flake; nothing is written. Raises EvalError."""
        return Locker(self._session, self._fetch, request).lock(self._resolved(reference))

    def value(self, locked: Locked) -> AttrSet:
        """The outputs of a flake whose inputs are locked, and what is known about it."""
        if self._call is None:
            self._call = self._session.eval_source(_source(), "/")
        names = lock_file.keyed(locked.root)
        trees = {name: _tree(locked.flake) for name, node in names.items() if node is locked.root}
        graph = _value(lock_file.to_json(locked.root))
        fetch = Builtin("fetchTree", 1, self._fetch_value)
        result = force(call_many(self._call, (graph, AttrSet(trees), fetch)))
        assert type(result) is AttrSet
        return result

    def outputs(self, reference: Attributes, request: Request) -> AttrSet:
        """The outputs of the flake behind a reference."""
        return self.value(self.lock(reference, request))

    def _resolved(self, reference: Attributes) -> Attributes:
        if reference.get("type") != "indirect":
            return reference
        return registries.resolve(reference, self._session.world())

    def _fetch(self, attributes: Attributes) -> tuple[Any, Any]:
        """What was fetched, and what a program sees of it."""
        if attributes.get("type") == "indirect":
            attributes = registries.resolve(attributes, self._session.world(), public=True)
        below = {"dir": attributes["dir"]} if "dir" in attributes else {}
        attributes = {name: value for name, value in attributes.items() if name != "dir"}
        found = input_builtins.fetched(attributes, show_input(attributes).text())
        if below:
            found = found._replace(locked={**found.locked, **below})
        return found, input_builtins.shown_input(found)

    def _fetch_value(self, value: Any) -> Any:
        attributes = input_builtins.input_attributes(force(value), "fetchTree")
        kind = force(force(value).d["type"])
        return self._fetch({"type": str(kind), **attributes})[1]


def _source() -> Source:
    path = os.path.join(os.path.dirname(__file__), "call.nix")
    with open(path, "rb") as file:
        return Source(None, "«flakes»/call.nix", file.read())


def _tree(flake: Flake) -> AttrSet:
    below = str(flake.locked.get("dir", ""))
    return AttrSet({"sourceInfo": flake.source_info, "dir": below})


def _value(data: Any) -> Any:
    """JSON as a value."""
    if isinstance(data, dict):
        return AttrSet({name: _value(item) for name, item in data.items()})
    return tuple(map(_value, data)) if isinstance(data, list) else data


def select(outputs: AttrSet, fragment: str, prefixes: list[str], shown: str) -> Any:
    """The output that `#fragment` means: the first one that is there, with one of the prefixes before it. Raises
    EvalError."""
    tried = []
    for prefix in prefixes:
        path = prefix + fragment
        tried.append(path)
        value: Any = outputs
        for name in split_attr_path(path):
            value = force(value)
            if type(value) is not AttrSet or name not in value.d:
                break
            value = value.d[name]
        else:
            return force(value)
    names = [f"'{path}'" for path in tried]
    listed = names[0] if len(names) == 1 else ", ".join(names[:-1]) + f" or {names[-1]}"
    raise EvalError(
        Kind.MISSING_ATTRIBUTE,
        f"flake '{shown}' does not provide attribute {listed}",
        suggestions=nearest(fragment, outputs.d) if fragment else [],
    )
