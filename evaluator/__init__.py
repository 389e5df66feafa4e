"""The evaluator. How its modules are found is decided here, since that is a good part of a short evaluation.

Those with a `.pxd` are compiled, and are all in one shared object (setup.py says why). Those in `_LATER` are
loaded when something in them is first asked for: they tell what is wrong with a program.
"""

import _imp
import sys
from _frozen_importlib import ModuleSpec
from _frozen_importlib_external import spec_from_file_location
from _thread import RLock
from posix import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from importlib.abc import Loader
    from types import ModuleType
else:
    Loader, ModuleType = object, type(sys)

_FOLDER = __file__[: -len("__init__.py")]
_TOGETHER = _FOLDER + "compiled" + _imp.extension_suffixes()[0]

_LATER = frozenset(("evaluator.vm.failures", "evaluator.vm.inequality", "evaluator.vm.unwinding"))

_lock = RLock()
_loading: set[str] = set()


class _Compiled(Loader):
    """Loads modules from the shared object."""

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """The module, before its body has run."""
        # The entry points are called by the whole name, but the name of a function of C has no dots.
        module = _imp.create_dynamic(ModuleSpec(spec.name.replace(".", "__"), self, origin=_TOGETHER))
        module.__name__ = spec.name
        module.__package__ = spec.parent
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Run its body."""
        _imp.exec_dynamic(module)


class _WhenNeeded(Loader):
    """Puts off running the body of a module that `loader` loads."""

    def __init__(self, loader: Loader) -> None:
        self.loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """The module, before its body has run."""
        return self.loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Have it run when it is needed."""
        module.__class__ = _Unloaded


class _Unloaded(ModuleType):
    """A module whose body has not run yet."""

    def __getattr__(self, name: str) -> object:
        if not name.startswith("__"):
            with _lock:
                if type(self) is _Unloaded and self.__name__ not in _loading:
                    _loading.add(self.__name__)
                    assert self.__spec__ is not None and isinstance(self.__spec__.loader, _WhenNeeded)
                    self.__spec__.loader.loader.exec_module(self)
                    super().__setattr__("__class__", ModuleType)
                if name in self.__dict__:
                    return self.__dict__[name]
        raise AttributeError(f"module '{self.__name__}' has no attribute '{name}'")


class _Finder:
    """Finds the modules that are not to be imported as Python would."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """How to import a module, or None for all others."""
        if not name.startswith("evaluator."):
            return None
        file = _FOLDER + name[10:].replace(".", "/")
        if name in _LATER:
            later = spec_from_file_location(name, file + ".py")
            assert later is not None and later.loader is not None
            later.loader = _WhenNeeded(later.loader)
            return later
        try:
            stat(file + ".pxd")
        except OSError:
            return None
        spec = ModuleSpec(name, _COMPILED, origin=_TOGETHER)
        spec.has_location = True
        return spec


_COMPILED = _Compiled()
sys.meta_path.insert(0, _Finder())
