"""The derivations of one evaluation by path, with what is needed to use them as inputs.

Nothing is written. A derivation that this evaluation did not make is read from the store directory,
so that inputs named in a string context by hand work as well.
"""

import cython
from cython.cimports.evaluator.store.hash_modulo import replace_inputs

from evaluator.errors import EvalError, Kind
from evaluator.store import disk, hash_modulo
from evaluator.store.derivation import Derivation, parse
from evaluator.store.hash_modulo import Modulo
from evaluator.store.paths import DEFAULT_STORE_DIR

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Registry:
    """Derivations by `.drv` path. `store_dir` has no trailing slash.

    `read_only` is the reference's read-only mode: a deep context (all of a derivation's closure) then
    counts only what is on disk already, since nothing was written before.
    """

    def __init__(self, store_dir: str = DEFAULT_STORE_DIR, read_only: bool = True) -> None:
        self.store_dir = store_dir
        self.read_only = read_only
        self._made = {}
        self._on_disk = {}
        self._modulos = {}
        self.elements = {}
        """What elements of contexts stand for, as far as they were met; see `context.inputs_of`."""
        self.locate: Callable[[str], str] = str
        """Where on this machine a store path is."""

    def add(self, drv_path: str, drv: Derivation, modulo: Modulo) -> object:
        """Keep a derivation that this evaluation made, with its hash modulo."""
        self._made[drv_path] = drv
        self._modulos[drv_path] = modulo

    def made(self) -> Mapping[str, Derivation]:
        """What this evaluation made, in the order of making, which is inputs first."""
        return self._made

    def get(self, drv_path: str) -> Derivation:
        """The derivation at a path: made here, or read from disk. Raises the reference's error when
        it is neither."""
        drv = self._made.get(drv_path) or self._on_disk.get(drv_path)
        if drv is None:
            drv = self._on_disk[drv_path] = self._read(drv_path)
        return drv

    def modulo(self, drv_path: str) -> Modulo:
        """The hash modulo of the derivation at a path; see `hash_modulo`."""
        if drv_path not in self._modulos:
            self._compute(drv_path)
        return self._modulos[drv_path]

    def replaced_inputs(self, input_drvs: dict, name: str) -> dict | None:
        """`hash_modulo.replace_inputs` for the derivation called `name`, after a check that the inputs
        have the outputs that are used."""
        for path, used in input_drvs.items():
            known = self._made.get(path) or self.get(path)
            outputs: dict = known.outputs
            # By place: `Inputs` is a named tuple, and there are many.
            for output in cython.cast(tuple, cython.cast(tuple, used)[0]):
                if output not in outputs:
                    raise EvalError(Kind.STORE, f"no hash for output '{output}' of derivation '{name}'")
            if path not in self._modulos:
                self._compute(path)
        return replace_inputs(input_drvs, self._modulos)

    def closure(self, drv_path: str) -> set[str]:
        """Every store path that the `.drv` file at `drv_path` refers to, over any number of steps,
        and itself."""
        if self.read_only and not self.written(drv_path):
            raise EvalError(Kind.STORE, f"path '{drv_path}' is not valid")
        found = {drv_path}
        pending = [drv_path]
        while pending:
            for path in self.get(pending.pop()).references() - found:
                found.add(path)
                if path.endswith(".drv") and (path in self._made or self.written(path)):
                    pending.append(path)
        return found

    def _compute(self, drv_path: str) -> None:
        # By an explicit stack: a closure read from disk may be deeper than Python's.
        pending = [drv_path]
        while pending:
            path = pending[len(pending) - 1]  # compiled code takes no negative index
            drv = self.get(path)
            missing = [] if _is_fixed(drv) else [i for i in drv.input_drvs if i not in self._modulos]
            if missing:
                pending.extend(missing)
            else:
                pending.pop()
                self._modulos[path] = hash_modulo.modulo_of(drv, self._modulos)

    def written(self, path: str) -> bool:
        """Whether a path is on disk."""
        return disk.status_or_none(self.locate(path)) is not None

    def _read(self, drv_path: str) -> Derivation:
        if not self.written(drv_path):
            raise EvalError(Kind.STORE, f"store path '{drv_path}' does not exist")
        return parse(disk.read_file(self.locate(drv_path)).decode("latin-1"), drv_path)


def _is_fixed(drv: Derivation) -> bool:
    return any(output.fixed for output in drv.outputs.values())
