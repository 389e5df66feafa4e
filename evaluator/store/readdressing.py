"""A derivation again with more input derivations: other hashes, other paths."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from evaluator.store import hash_modulo, paths
from evaluator.store.derivation import DEFERRED, Derivation, Inputs, Output
from evaluator.store.registry import Registry
from evaluator.store.skeleton import Skeleton


class Readdressed(NamedTuple):
    """Where the new `.drv` file belongs, and what it says."""

    drv_path: str
    derivation: Derivation


def with_inputs(registry: Registry, drv_path: str, more: Mapping[str, Inputs]) -> Readdressed:
    """The derivation at `drv_path` with `more` input derivations, kept in the registry. Output paths that
    follow from what is said are computed anew; those that follow from the content stay. Raises the
    reference's errors for a derivation that cannot be read or an input that lacks an output."""
    old = registry.get(drv_path)
    name = paths.name_of(drv_path).removesuffix(".drv")
    inputs = dict(old.input_drvs)
    for path, used in more.items():
        inputs[path] = inputs[path].joined(used) if path in inputs else used
    drv = Derivation(dict(old.outputs), old.platform, old.builder, old.args, dict(old.env), inputs, old.input_srcs)
    replaced = registry.replaced_inputs(inputs, name)
    if all(output.path and not output.algorithm for output in drv.outputs.values()):
        for output in drv.outputs:
            drv.outputs[output] = DEFERRED
            if output in drv.env:
                drv.env[output] = ""
        if replaced is not None:
            found = hash_modulo.output_paths(Skeleton(drv), drv.outputs, replaced, registry.store_dir, name)
            for output, path in found.items():
                drv.outputs[output] = Output(path)
                if output in drv.env:
                    drv.env[output] = path
    new_path = drv.drv_path(registry.store_dir, name)
    modulos = {path: registry.modulo(path) for path in inputs}
    registry.add(new_path, drv, hash_modulo.modulo_of(drv, modulos))
    return Readdressed(new_path, drv)
