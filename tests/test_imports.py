"""The rooms of the house: imports point one way, and in no circle."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("evaluator", "debugger", "eval_jobs", "reports", "corpus")

# Who may import whom. Inside the evaluator the pipeline points from text to values.
ALLOWED = {
    "evaluator": {"evaluator"},
    "debugger": {"debugger", "evaluator"},
    "eval_jobs": {"eval_jobs", "evaluator", "reports", "corpus"},
    "reports": {"reports", "eval_jobs", "evaluator"},
    "corpus": {"corpus", "eval_jobs", "evaluator"},
}
EVALUATOR_ALLOWED = {
    "syntax": {"syntax"},
    "bytecode": {"bytecode", "syntax"},
    "store": {"store"},
    "vm": {"vm", "bytecode", "syntax", "store"},
}


def modules() -> dict[str, Path]:
    """Every module of the packages by its dotted name."""
    found = {}
    for package in PACKAGES:
        for file in (ROOT / package).rglob("*.py"):
            parts = file.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


def imports(file: Path, *, top_level_only: bool) -> set[str]:
    """Names of the modules that a file imports; imports inside functions break circles and are
    left out on demand, and so are those for type checkers."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    nodes = tree.body if top_level_only else list(ast.walk(tree))
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def test_no_import_cycle() -> None:
    """No module needs itself to be imported, however far round."""
    known = modules()
    graph = {
        name: {other for other in imports(file, top_level_only=True) if other in known and other != name}
        for name, file in known.items()
    }
    # A package's __init__ that exports its modules is no circle: the modules do not import it by need.
    for name, needed in graph.items():
        graph[name] = {other for other in needed if not name.startswith(other + ".")}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail("import cycle: " + " -> ".join(error.args[1]))


@pytest.mark.parametrize("package", PACKAGES)
def test_packages_import_downwards(package: str) -> None:
    """A package imports only those that ARCHITECTURE.md puts below it."""
    wrong = [
        f"{name} imports {other}"
        for name, file in modules().items()
        if name.split(".")[0] == package
        for other in imports(file, top_level_only=False)
        if other.split(".")[0] in PACKAGES and other.split(".")[0] not in ALLOWED[package]
    ]
    assert not wrong


@pytest.mark.parametrize("room", EVALUATOR_ALLOWED)
def test_evaluator_is_a_pipeline(room: str) -> None:
    """Inside the evaluator, syntax knows no bytecode, and neither knows the machine."""
    rooms = {*EVALUATOR_ALLOWED, "builtins"}
    wrong = [
        f"{name} imports {other}"
        for name, file in modules().items()
        if name.startswith(f"evaluator.{room}")
        for other in imports(file, top_level_only=True)
        if other.startswith("evaluator.")
        and (other.split(".")[1] in rooms)
        and other.split(".")[1] not in EVALUATOR_ALLOWED[room]
    ]
    assert not wrong
