"""What would be if some derivations were others: the graph hashed anew, nothing evaluated.

A derivation that is replaced has another `.drv` path and other outputs; everything that uses it names
those, so it gets another path too, and so on up to the tops.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from eval_jobs.causes.graph import Graph, inputs_first, name_of
from eval_jobs.causes.pairing import output_texts
from evaluator.store import paths
from evaluator.store.context import output_element
from evaluator.store.derivation import Derivation
from evaluator.store.instantiation import Request, instantiate
from evaluator.store.registry import Registry

METHODS = {prefix: method for method, prefix in paths.METHOD_PREFIXES.items()}
FEATURES = frozenset({"ca-derivations", "impure-derivations", "dynamic-derivations"})


def counterfactual(graph: Graph, tops: Iterable[str], replacement: Mapping[str, str], other: Graph) -> dict[str, str]:
    """The `.drv` path that each of `tops` in `graph` would have if the derivations that are keys of
    `replacement` were those at its values, in the graph `other`. Raises NoDerivation."""
    tops = list(tops)
    registry = _GraphRegistry(graph, other)
    became: dict[str, str] = {}
    texts: dict[str, str] = {}
    for path in inputs_first(graph, tops):
        if path in replacement:
            new = replacement[path]
            shown = output_texts(other, new)
        else:
            drv = graph.get(path)
            if not any(used in became for used in drv.input_drvs):
                continue
            made = instantiate(registry, request_for(path, _renamed(drv, became, texts)), FEATURES)
            new, shown = made.drv_path, made.outputs
        if new != path:
            became[path] = texts[path] = new
            for name, text in output_texts(graph, path).items():
                if name in shown:
                    texts[text] = shown[name]
    return {top: became.get(top, top) for top in tops}


def _renamed(drv: Derivation, became: Mapping[str, str], texts: Mapping[str, str]) -> Derivation:
    """A derivation with its inputs, and all that names them, replaced."""

    def rename(text: str) -> str:
        return _NAMED.sub(lambda found: _name(found[0], texts), text) if "/" in text else text

    return Derivation(
        drv.outputs,
        drv.platform,
        rename(drv.builder),
        [rename(arg) for arg in drv.args],
        {name: rename(value) for name, value in drv.env.items()},
        {became.get(path, path): used for path, used in drv.input_drvs.items()},
        {became.get(path, path) for path in drv.input_srcs},
    )


# A store path of any store directory, or the placeholder of an output.
_NAMED = re.compile(r"/[^\s:\"']*?/[0-9a-z]{32}-[0-9a-zA-Z+\-._?=]+|(?<![0-9a-zA-Z])/[0-9a-z]{52}")


def _name(path: str, texts: Mapping[str, str]) -> str:
    known = texts.get(path)
    end = len(path) - 1
    # Characters that may stand in a name may also stand behind a path.
    while known is None and end > 33:
        known = texts.get(path[:end])
        if known is not None:
            return known + path[end:]
        end -= 1
    return known or path


def request_for(path: str, drv: Derivation) -> Request:
    """The request that `derivationStrict` must have been given for a derivation."""
    request = Request(
        name_of(path),
        drv.platform,
        drv.builder,
        drv.args,
        {name: value for name, value in drv.env.items() if name not in drv.outputs},
        outputs=list(drv.outputs),
    )
    elements = set(drv.input_srcs)
    for source, used in drv.input_drvs.items():
        pending = [(source, used)]
        for element, inner in pending:
            elements.update(output_element(output, element) for output in inner.outputs)
            pending += [(output_element(output, element), more) for output, more in inner.dynamic.items()]
    request.context = elements
    output = next(iter(drv.outputs.values()))
    prefix, _, algorithm = output.algorithm.rpartition(":")
    if algorithm:
        request.method = METHODS[f"{prefix}:" if prefix else ""]
        request.algorithm = algorithm
        request.output_hash = output.digest if output.fixed else None
        request.impure = output.digest == "impure"
        request.content_addressed = not output.digest
    return request


class _GraphRegistry(Registry):
    """Derivations made anew, and beside them those of two graphs."""

    def __init__(self, *graphs: Graph) -> None:
        super().__init__(graphs[0].store_dir)
        self._graphs = graphs

    def _read(self, drv_path: str) -> Derivation:
        *first, last = self._graphs
        for graph in first:
            if graph.has(drv_path):
                return graph.get(drv_path)
        return last.get(drv_path)
