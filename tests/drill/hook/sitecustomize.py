"""With this folder in PYTHONPATH, every Python process that evaluates has the fault that NIXRAY_DRILL_FAULT
names, worker processes included. Nothing of nixray knows of it."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

_TARGET = "evaluator.evaluation"


class _Loader(importlib.abc.Loader):
    def __init__(self, plain: importlib.abc.Loader) -> None:
        self._plain = plain

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return self._plain.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._plain.exec_module(module)
        made = module.Evaluation.__init__

        def make(session: object, *arguments: object, **more: object) -> None:
            from tests.drill.mutants import named

            made(session, *arguments, **more)
            named(os.environ["NIXRAY_DRILL_FAULT"]).apply(session)  # type: ignore[arg-type]  # its name is being imported

        module.Evaluation.__init__ = make


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != _TARGET:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader)
        return spec


if "NIXRAY_DRILL_FAULT" in os.environ:
    sys.path.append(str(Path(__file__).parents[3]))
    sys.meta_path.insert(0, _Finder())
