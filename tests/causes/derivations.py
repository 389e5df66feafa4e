"""Derivations for tests, made by evaluating expressions."""

from __future__ import annotations

from typing import Any

from eval_jobs.causes.account import account
from eval_jobs.causes.difference import Comparison
from eval_jobs.causes.graph import MemoryGraph
from evaluator.evaluation import Evaluation, Settings

DRV = """
let drv = name: more: derivation ({ inherit name; system = "x86_64-linux"; builder = "/bin/sh"; } // more);
in """


def graph_of(expression: str) -> tuple[MemoryGraph, str]:
    """The graph of an expression's derivation, with `drv NAME { ... }` at hand."""
    session = Evaluation(Settings())
    top = session.run(lambda: session.drv_path(session.eval_expr(DRV + expression)))
    return MemoryGraph(session.registry.made()), top


def compared(before: str, after: str) -> dict[str, Any]:
    """The account of what differs between two expressions' derivations."""
    (graph_a, a), (graph_b, b) = graph_of(before), graph_of(after)
    comparison = Comparison(graph_a, graph_b)
    comparison.add([(a, b)])
    return account(comparison, (a, b))
