"""Build of the compiled modules: Cython's pure Python mode, one extension per hot module.

A module is compiled when a `.pxd` with the same name stands beside it: that file gives
field types to its classes, and its presence is the whole switch.
"""

import multiprocessing
import os
from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup

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
# -O2 measures as fast as -O3 on the loop and compiles in half the time.
# What newer compilers refuse is refused here, too.
_REFUSED = ["-Werror=incompatible-pointer-types", "-Werror=implicit-function-declaration"]
FLAGS = ["-O2", "-fno-semantic-interposition", "-fno-strict-aliasing", "-Wno-unused-function", *_REFUSED]


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
        nthreads=int(os.environ.get("NIXRAY_BUILD_JOBS", "2")),
        build_dir=str(BUILT.relative_to(ROOT)),
        force=stale(BUILT),
        quiet=True,
    )
    return found


setup(ext_modules=compiled())
