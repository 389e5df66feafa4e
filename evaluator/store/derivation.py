"""Derivations: what to build, from what, into which outputs; their text and back.

A derivation is the content of a `.drv` file. All texts are Nix strings (latin-1).
"""

from __future__ import annotations

from types import MappingProxyType

from evaluator.store import paths
from evaluator.store.skeleton import DYNAMIC_VERSION, Skeleton
from evaluator.store.variables import Variables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import NamedTuple

    from evaluator.store.aterm import Reader
else:
    from evaluator.light import NamedTuple

_MAX_DEPTH = 100


class Output(NamedTuple):
    """One output as the text has it: each field may be empty.

    Input-addressed: only `path`. Fixed: all three. Content-addressed when built: only `algorithm`.
    Impure: `algorithm` and the word `impure` as digest. Deferred: nothing, since the path depends on
    content-addressed inputs.
    """

    path: str = ""
    algorithm: str = ""
    """Method prefix and algorithm, as `r:sha256`."""
    digest: str = ""
    """Base 16."""

    @property
    def fixed(self) -> bool:
        """Whether the content is known before the build."""
        return self.digest not in ("", "impure")


DEFERRED = Output()


class Inputs(NamedTuple):
    """Which outputs of an input derivation are used, and which outputs of the derivations that those
    outputs are (dynamic derivations; empty nearly always)."""

    outputs: tuple[str, ...] = ()
    """Sorted."""
    dynamic: Mapping[str, Inputs] = MappingProxyType({})

    def joined(self, other: Inputs) -> Inputs:
        """What either of two uses takes."""
        dynamic = dict(self.dynamic)
        for output, used in other.dynamic.items():
            dynamic[output] = dynamic[output].joined(used) if output in dynamic else used
        return Inputs(tuple(sorted({*self.outputs, *other.outputs})), dynamic)


class Derivation:
    """What a `.drv` file says. Mappings and lists are in any order; the text sorts what it must. The environment may
    be given as `Variables`, of which a mapping is made when somebody looks at it."""

    __slots__ = ("args", "builder", "input_drvs", "input_srcs", "outputs", "platform", "variables")

    def __init__(
        self,
        outputs: dict[str, Output],
        platform: str,
        builder: str,
        args: list[str],
        env: dict[str, str] | Variables,
        input_drvs: dict[str, Inputs],
        input_srcs: set[str],
    ) -> None:
        self.outputs = outputs
        self.platform = platform
        self.builder = builder
        self.args = args
        self.variables = env
        self.input_drvs = input_drvs
        self.input_srcs = input_srcs

    def __eq__(self, other: object) -> bool:
        """Whether two say the same."""
        return isinstance(other, Derivation) and all(
            getattr(self, name) == getattr(other, name) for name in _COMPARED
        )

    __hash__ = None  # type: ignore[assignment]  # its fields change

    @property
    def env(self) -> dict[str, str]:
        """The environment, which may be changed."""
        if isinstance(self.variables, dict):
            return self.variables
        made: dict[str, str] = self.variables.mapping()
        self.variables = made
        return made

    def text(self) -> str:
        """The content of its `.drv` file."""
        return self.content().decode("latin-1")

    def content(self) -> bytes:
        """Its text as bytes."""
        made: bytes = Skeleton(self).content(self.outputs, self.input_drvs)
        return made

    def references(self) -> set[str]:
        """The store paths that its `.drv` file refers to."""
        return self.input_srcs.union(self.input_drvs)

    def drv_path(self, store_dir: str, name: str) -> str:
        """Where its `.drv` file belongs; `name` without the `.drv`."""
        return paths.text_path(store_dir, self.content(), self.references(), name + ".drv")


_COMPARED = ("outputs", "platform", "builder", "args", "env", "input_drvs", "input_srcs")


def parse(text: str, what: str) -> Derivation:
    """Read the content of a `.drv` file; `what` (its path) is for errors. The exact opposite of
    `Derivation.text`."""
    from evaluator.store.aterm import Reader  # few evaluations read a derivation

    reader = Reader(text, what)
    if reader.follows("DrvWithVersion("):
        version = reader.string()
        if version != DYNAMIC_VERSION:
            raise reader.failure(f"unknown derivation ATerm format version '{version}'")
        reader.expect(",")
    else:
        reader.expect("Derive(")
    outputs: dict[str, Output] = {}
    reader.expect("[")
    while reader.more(not outputs):
        name, *fields = _tuple(reader, 4)
        outputs[name] = Output(*fields)
    reader.expect(",[")
    input_drvs: dict[str, Inputs] = {}
    while reader.more(not input_drvs):
        reader.expect("(")
        path = reader.string()
        reader.expect(",")
        input_drvs[path] = _read_inputs(reader)
        reader.expect(")")
    reader.expect(",")
    input_srcs = set(reader.string_list())
    reader.expect(",")
    platform = reader.string()
    reader.expect(",")
    builder = reader.string()
    reader.expect(",")
    args = reader.string_list()
    reader.expect(",[")
    env: dict[str, str] = {}
    while reader.more(not env):
        name, value = _tuple(reader, 2)
        env[name] = value
    reader.expect(")")
    reader.end()
    return Derivation(outputs, platform, builder, args, env, input_drvs, input_srcs)


def _tuple(reader: Reader, size: int) -> Iterable[str]:
    fields = []
    reader.expect("(")
    for index in range(size):
        if index:
            reader.expect(",")
        fields.append(reader.string())
    reader.expect(")")
    return fields


def _read_inputs(reader: Reader, depth: int = 0) -> Inputs:
    if not reader.follows("("):
        return Inputs(tuple(reader.string_list()))
    if depth > _MAX_DEPTH:
        raise reader.failure("derivations are nested too deeply")
    outputs = tuple(reader.string_list())
    reader.expect(",[")
    dynamic: dict[str, Inputs] = {}
    while reader.more(not dynamic):
        reader.expect("(")
        name = reader.string()
        reader.expect(",")
        dynamic[name] = _read_inputs(reader, depth + 1)
        reader.expect(")")
    reader.expect(")")
    return Inputs(outputs, dynamic)
