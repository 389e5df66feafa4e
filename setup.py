"""Build of the compiled modules: Cython's pure Python mode, a C file per hot module.

A module is compiled when a `.pxd` with the same name stands beside it: that file gives
field types to its classes, and its presence is the whole switch. Those of the evaluator are linked into
one shared object, from which `evaluator/__init__.py` imports them: to load and bind forty files takes
longer than a small evaluation.
"""

import multiprocessing
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

ROOT = Path(__file__).parent
DIRECTIVES = {
    "language_level": 3,
    "boundscheck": False,
    "wraparound": False,
    "initializedcheck": False,
    "cdivision": True,
    "nonecheck": False,
    "annotation_typing": True,
    "auto_pickle": False,
}
JOBS = int(os.environ.get("NIXRAY_BUILD_JOBS", "2"))
# What newer compilers refuse is refused here, too.
_REFUSED = ["-Werror=incompatible-pointer-types", "-Werror=implicit-function-declaration"]
# -O2 measures as fast as -O3 on the loop and compiles in half the time. Function names stay without -g.
FLAGS = ["-O2", "-g0", "-fno-plt", "-fno-semantic-interposition", "-fno-strict-aliasing", "-Wno-unused-function"]
FLAGS += _REFUSED

TOGETHER = "evaluator.compiled"
"""The shared object that holds all compiled modules of the evaluator. It is no module itself."""


def extensions() -> list[Extension]:
    """Every `.py` under evaluator/ and debugger/ that has a `.pxd` beside it."""
    found = []
    for pxd in sorted([*ROOT.glob("evaluator/**/*.pxd"), *ROOT.glob("debugger/**/*.pxd")]):
        source = pxd.with_suffix(".py")
        if source.exists():
            relative = source.relative_to(ROOT)
            name = ".".join(relative.with_suffix("").parts)
            found.append(Extension(name, [str(relative)], extra_compile_args=FLAGS))
    return found


class Build(build_ext):
    """Compiles the sources of `TOGETHER` that changed, and links them all."""

    def build_extension(self, ext: Extension) -> None:
        """Build one shared object."""
        if ext.name == TOGETHER:
            ext.extra_objects = self._objects(ext.sources)
            ext.depends = ext.extra_objects
            ext.sources = []
        super().build_extension(ext)

    def _objects(self, sources: list[str]) -> list[str]:
        """The object files of `sources`. Each module's entry point gets the whole name of the module, since the
        last part of it is not unique."""
        with ThreadPoolExecutor(JOBS) as pool:
            return list(pool.map(self._object, sources))

    def _object(self, source: str) -> str:
        [target] = self.compiler.object_filenames([source], output_dir=self.build_temp)
        newest = max(os.stat(file).st_mtime_ns for file in (source, __file__))
        if not os.path.exists(target) or os.stat(target).st_mtime_ns < newest:
            parts = Path(source).relative_to(BUILT.relative_to(ROOT)).with_suffix("").parts
            macros = [(f"PyInit_{parts[-1]}", f"PyInit_{'__'.join(parts)}")]
            self.compiler.compile([source], self.build_temp, macros, extra_postargs=FLAGS)
        return str(target)


def stale(built: Path) -> bool:
    """Whether a `.pxd` is newer than some generated C file. They lay out the structures that modules
    share, and Cython does not see who uses them in pure Python mode: all must be made anew then."""
    made = [path.stat().st_mtime for path in built.glob("**/*.c")]
    declared = [path.stat().st_mtime for path in ROOT.glob("*/**/*.pxd")]
    return bool(made) and max(declared) > min(made)


BUILT = ROOT / "build" / "cython"

# Cython compiles in processes of its own; any other way of starting them would run this file again.
multiprocessing.set_start_method("fork", force=True)


def compiled() -> list[Extension]:
    """The extensions to build: none when an editable install of the Makefile only wants the metadata, since
    it would compile all of them in a folder of its own, where `build_ext --inplace` compiles what changed."""
    if os.environ.get("NIXRAY_COMPILE") == "later":
        return []
    found: list[Extension] = cythonize(
        extensions(),
        compiler_directives=DIRECTIVES,
        nthreads=JOBS,
        build_dir=str(BUILT.relative_to(ROOT)),
        force=stale(BUILT),
        quiet=True,
    )
    sources = [extension.sources[0] for extension in found if extension.name.startswith("evaluator.")]
    together = Extension(TOGETHER, sources, extra_compile_args=FLAGS)
    return [together, *(extension for extension in found if not extension.name.startswith("evaluator."))]


setup(ext_modules=compiled(), cmdclass={"build_ext": Build})
