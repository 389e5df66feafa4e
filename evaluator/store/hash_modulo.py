"""The hash of a derivation that does not change when only *how* a fixed output is fetched changes.

Before hashing, each input derivation's path is replaced by that derivation's own hash of this kind; a
fixed-output derivation's is made from its output alone. Outputs that are to be computed are left
empty. See the Nix manual, "Derivation output path calculation". A derivation whose output paths only
a build can tell has no such hash, nor has any that uses it: they are *deferred*.
"""

import cython
from cython.cimports.evaluator.store.digests import hex_digest_of
from cython.cimports.evaluator.store.paths import output_path
from cython.cimports.evaluator.store.skeleton import Skeleton

from evaluator.store.derivation import Derivation, Inputs, Output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

Modulo = str | None
"""The base-16 hash, or None for a deferred derivation."""


def fixed_modulo(algorithm: str, digest: str, path: str) -> str:
    """The hash that stands for a fixed-output derivation; `algorithm` with its method prefix,
    `digest` in base 16."""
    return hex_digest_of(f"fixed:out:{algorithm}:{digest}:{path}".encode("latin-1"))


def replace_inputs(input_drvs: dict, modulos: dict) -> dict | None:
    """The input derivations under their hashes instead of their paths; None if one is deferred.
    Inputs with equal hashes become one. What is used of dynamic derivations does not count."""
    replaced: dict = {}
    used: object
    for path, used in input_drvs.items():
        modulo = modulos[path]
        if modulo is None:
            return None
        # By place: `Inputs` is a named tuple, and there are many.
        if cython.cast(tuple, used)[1]:
            used = Inputs(used.outputs)
        if cython.cast(tuple, used)[0]:
            known = replaced.get(modulo)
            replaced[modulo] = used if known is None else known.joined(used)
    return replaced


def modulo_of(drv: Derivation, modulos: Mapping[str, Modulo]) -> Modulo:
    """The hash of a complete derivation, from the hashes of its input derivations by path."""
    for output in drv.outputs.values():
        if output.fixed:
            return fixed_modulo(output.algorithm, output.digest, output.path)
        if not output.path:
            return None
    inputs = replace_inputs(drv.input_drvs, modulos)
    if inputs is None:
        return None
    return hex_digest_of(Skeleton(drv).content(drv.outputs, inputs))


def output_paths(
    skeleton: object, outputs: Mapping[str, Output], inputs: Mapping[str, Inputs], store_dir: str, name: str
) -> dict[str, str]:
    """The paths of the input-addressed outputs of the derivation called `name`: `outputs` has them
    empty, and so has the environment in `skeleton`; `inputs` are replaced ones."""
    written: Skeleton = skeleton
    digest: str = hex_digest_of(written.content(outputs, inputs))
    # In this order, since the first whose name makes no path is the one an error names.
    return {output: output_path(store_dir, output, digest, name) for output in sorted(outputs)}
