"""Counterfactuals: hashing anew gives what evaluating would have given."""

from __future__ import annotations

import pytest

from eval_jobs.causes.rehashing import counterfactual
from tests.causes.derivations import graph_of

TOP = """
let
  leaf = {0};
  mid = drv "mid" {{ flags = "-L${{leaf}}/lib -I${{leaf}}."; j = builtins.toJSON {{ l = "${{leaf}}"; }}; }};
in drv "top" {{ inherit mid; outputs = [ "out" "dev" ]; args = [ leaf mid ]; s = builtins.toFile "s" "x"; }}"""
LEAF = 'drv "leaf" {{ v = "{0}"; {1} }}'
FIXED = 'outputHashMode = "recursive"; outputHashAlgo = "sha256"; outputHash = builtins.hashString "sha256" "{0}";'


@pytest.mark.parametrize("more", ["", FIXED.format("a"), 'outputs = [ "out" "dev" ];', 'passAsFile = [ "v" ];'])
def test_one_leaf_replaced_is_the_other_program(more: str) -> None:
    """With the other side's leaf in place of ours, the top has the other side's path."""
    ours, top = graph_of(TOP.format(LEAF.format("1", more)))
    leaf = graph_of(LEAF.format("1", more))[1]
    theirs, wanted = graph_of(TOP.format(LEAF.format("2", more)))
    other = graph_of(LEAF.format("2", more))[1]
    assert top != wanted and leaf != other
    assert counterfactual(ours, [top], {leaf: other}, theirs) == {top: wanted}


def test_nothing_replaced_is_nothing_changed() -> None:
    """Without a replacement every path stays."""
    ours, top = graph_of(TOP.format(LEAF.format("1", "")))
    assert counterfactual(ours, [top], {}, ours) == {top: top}
