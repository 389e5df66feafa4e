"""From the coerced arguments of `derivationStrict` to a derivation, its output paths and its `.drv` path.

The checks and their order are the reference's. Positions and "while evaluating" steps are the
caller's to add; checks of a single attribute are functions of their own for that reason.
"""

import cython
from cython.cimports.evaluator.store.context import inputs_of
from cython.cimports.evaluator.store.digests import hex_digest_of
from cython.cimports.evaluator.store.hash_modulo import output_paths
from cython.cimports.evaluator.store.hashes import parse_or_zero
from cython.cimports.evaluator.store.paths import fixed_output_path, is_plain_name, text_path
from cython.cimports.evaluator.store.registry import Registry
from cython.cimports.evaluator.store.skeleton import Skeleton
from cython.cimports.evaluator.store.variables import Variables

from evaluator.errors import EvalError, Kind, Unsupported
from evaluator.store import hash_modulo, paths
from evaluator.store.derivation import DEFERRED, Derivation, Inputs, Output
from evaluator.store.hashes import SIZES, check_algorithm, missing_feature

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import NamedTuple
else:
    from evaluator.light import NamedTuple

METHODS = {
    "recursive": paths.NAR,
    "nar": paths.NAR,
    "flat": paths.FLAT,
    "text": paths.TEXT,
    "git": paths.GIT,
}
"""Value of `outputHashMode` -> method."""


class Request:
    """What `derivationStrict` was asked for. All texts are Nix strings; `env`, a mapping or `Variables` to be filled
    in, has neither the outputs nor what the reference leaves out (`args`, `__ignoreNulls`, ...); with structured
    attributes it is `__json` alone. `context` holds the context elements of everything that was coerced.
    `output_hash` is as written: any notation, or empty for zeros. `algorithm` is None when absent or not the name
    of one.
    """

    def __init__(
        self,
        name: str,
        platform: str = "",
        builder: str = "",
        args: list[str] | None = None,
        env: dict[str, str] | Variables | None = None,
        context: Iterable[str] = (),
        outputs: list[str] | None = None,
        method: str | None = None,
        output_hash: str | None = None,
        algorithm: str | None = None,
        content_addressed: bool = False,
        impure: bool = False,
    ) -> None:
        self.name = name
        self.platform = platform
        self.builder = builder
        self.args = args if args is not None else []
        self.env = env if env is not None else {}
        self.context = context
        self.outputs = outputs if outputs is not None else ["out"]
        self.method = method
        self.output_hash = output_hash
        self.algorithm = algorithm
        self.content_addressed = content_addressed
        self.impure = impure


class Instance(NamedTuple):
    """What `derivationStrict` makes: the texts that its result holds, by output name."""

    drv_path: str
    outputs: dict[str, str]
    """Output name -> path, or placeholder where only a build can tell the path."""
    warnings: list[str]


def check_drv_name(name: str) -> None:
    """The name of a derivation must be able to end a store path."""
    if not is_plain_name(name):
        problem = paths.name_problem(name)
        if problem is None:
            return
        raise EvalError(Kind.STORE, f"invalid derivation name: {problem}. Please pass a different 'name'.")


def check_outputs(outputs: list[str]) -> list[str]:
    """`outputs` if there is one and none stands twice."""
    for index, output in enumerate(outputs):
        if output in outputs[:index]:
            raise EvalError(Kind.VALUE, f"duplicate derivation output '{output}'")
        if output == "drvPath":
            raise EvalError(Kind.VALUE, "invalid derivation output name 'drvPath'")
    if not outputs:
        raise EvalError(Kind.VALUE, "derivation cannot have an empty set of outputs")
    return outputs


def parse_method(mode: str, name: str, features: frozenset[str]) -> str:
    """The method that `outputHashMode` asks for in the derivation called `name`."""
    method = METHODS.get(mode)
    if method is None:
        raise EvalError(Kind.VALUE, f"invalid value '{mode}' for 'outputHashMode' attribute")
    if method == paths.TEXT and "dynamic-derivations" not in features:
        reason = f"text-hashed derivation '{name}', outputHashMode = \"text\""
        raise missing_feature("dynamic-derivations", reason)
    if method == paths.GIT and "git-hashing" not in features:
        raise missing_feature("git-hashing")
    return method


def parse_algorithm(algorithm: str, features: frozenset[str]) -> str | None:
    """The algorithm that `outputHashAlgo` names, or None if it names none."""
    return check_algorithm(algorithm, features) if algorithm in SIZES else None


def instantiate(registry: Registry, request: Request, features: frozenset = frozenset()) -> Instance:
    """Make the derivation, keep it in the registry, and tell its paths."""
    name = request.name
    input_drvs, input_srcs, deep = inputs_of(request.context, registry.elements)
    for drv_path in deep:
        _add_closure(registry, drv_path, input_drvs, input_srcs)
    if not request.builder:
        raise EvalError(Kind.VALUE, "required attribute 'builder' missing")
    if not request.platform:
        raise EvalError(Kind.VALUE, "required attribute 'system' missing")
    _check_drv_suffix(request)
    variables: Variables = request.env if type(request.env) is Variables else Variables(request.env)
    drv = Derivation({}, request.platform, request.builder, request.args, variables, input_drvs, input_srcs)
    warnings: list = []
    modulo: object = None
    if request.output_hash is not None:
        modulo = _set_fixed_output(registry, request, drv, variables, warnings, features)
    elif request.content_addressed or request.impure:
        _set_floating_outputs(registry, request, drv, variables)
    else:
        return _input_addressed(registry, request, drv, variables)
    return _registered(registry, name, drv, drv.content(), modulo, warnings)


def _registered(
    registry: Registry, name: str, drv: object, text: bytes, modulo: object, warnings: list
) -> object:
    """Keep a finished derivation whose text is known."""
    # Not `drv.references`, since the set of sources is not needed any more.
    drv_path: str = text_path(registry.store_dir, text, drv.input_srcs.union(drv.input_drvs), name + ".drv")
    registry.add(drv_path, drv, modulo)
    shown: dict = {
        output: cython.cast(tuple, made)[0] or paths.upstream_placeholder(drv_path, output)
        for output, made in cython.cast(dict, drv.outputs).items()
    }
    return tuple.__new__(Instance, (drv_path, shown, warnings))


def _add_closure(registry: Registry, drv_path: str, input_drvs: dict, input_srcs: set) -> object:
    for path in registry.closure(drv_path):
        input_srcs.add(path)
        if path.endswith(".drv"):
            every = Inputs(tuple(sorted(registry.get(path).outputs)))
            known = input_drvs.get(path)
            input_drvs[path] = every if known is None else known.joined(every)


def _check_drv_suffix(request: Request) -> int:
    if request.name.endswith(".drv") and not (request.method == paths.TEXT and request.outputs == ["out"]):
        raise EvalError(
            Kind.STORE,
            "derivation names are allowed to end in '.drv' only if they produce a single derivation file",
        )
    return 0


def _set_fixed_output(
    registry: Registry, request: Request, drv: object, variables: Variables, warnings: list, features: frozenset
) -> str:
    if request.outputs != ["out"]:
        raise EvalError(Kind.VALUE, "multiple outputs are not supported in fixed-output derivations")
    content = parse_or_zero(request.output_hash, request.algorithm, features)
    if not request.output_hash:
        warnings.append(f"found empty hash, assuming '{content.sri()}'")
    method: str = request.method or paths.FLAT
    path: str = _content_path(registry.store_dir, method, content, request.name)
    algorithm: str = paths.METHOD_PREFIXES[method] + content.algorithm
    digest: str = content.digest.hex()
    variables.put("out", path)
    drv.outputs["out"] = _output(path, algorithm, digest)
    return hash_modulo.fixed_modulo(algorithm, digest, path)


def _output(path: str, algorithm: str, digest: str) -> object:
    # Not by calling the class: there are thousands.
    return tuple.__new__(Output, (path, algorithm, digest))


def _content_path(store_dir: str, method: str, content: object, name: str) -> str:
    if method == paths.GIT and content.algorithm not in ("sha1", "sha256"):
        raise EvalError(
            Kind.VALUE,
            f"Git file ingestion must use SHA-1 or SHA-256 hash, but instead using: {content.algorithm}",
        )
    if method == paths.TEXT and content.algorithm != "sha256":
        # The reference aborts here, so there are no words of it to repeat.
        raise Unsupported(f"text hashing is defined for sha256 only, not for {content.algorithm}")
    return fixed_output_path(store_dir, method, content, name)


def _set_floating_outputs(registry: Registry, request: Request, drv: object, variables: Variables) -> object:
    if request.content_addressed and request.impure:
        raise EvalError(Kind.VALUE, "derivation cannot be both content-addressed and impure")
    algorithm: str = paths.METHOD_PREFIXES[request.method or paths.NAR] + (request.algorithm or "sha256")
    for output in request.outputs:
        variables.put(output, paths.placeholder(output))
        drv.outputs[output] = _output("", algorithm, "impure" if request.impure else "")
    # The reference looks at the inputs here too, so that a bad one is an error.
    registry.replaced_inputs(drv.input_drvs, request.name)


def _input_addressed(registry: Registry, request: Request, drv: object, variables: Variables) -> object:
    """The common case. The text is written three times: with empty outputs and replaced inputs for
    the output paths, as it is for the `.drv` path, and with replaced inputs for those who use it."""
    output: str
    path: str
    outputs: dict = drv.outputs
    for output in request.outputs:
        variables.put(output, "")
        outputs[output] = DEFERRED
    input_drvs: dict = drv.input_drvs
    inputs: object = registry.replaced_inputs(input_drvs, request.name)
    skeleton: Skeleton = Skeleton(drv)
    modulo: object = None
    if inputs is not None:
        found: dict = output_paths(skeleton, outputs, inputs, registry.store_dir, request.name)
        for output, path in found.items():
            variables.put(output, path)
            outputs[output] = _output(path, "", "")
        skeleton.fill(found)
        modulo = hex_digest_of(skeleton.content(outputs, inputs))
    return _registered(registry, request.name, drv, skeleton.content(outputs, input_drvs), modulo, [])
