"""The difference of two derivations: typed, paired by structure, each thing once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.causes.texts import TextKind, compare_texts
from reports.drv_page import drv_diff_page
from reports.drv_text import drv_diff_text
from reports.schemas import validator
from tests.causes.derivations import compared


def only_change(before: str, after: str) -> dict[str, Any]:
    """The one change of the one root of a difference."""
    report = compared(before, after)
    validator("drv-diff").validate(report)
    assert len(report["roots"]) == 1, report
    (change,) = report["roots"][0]["changes"]
    return dict(change)


def test_equal_derivations_have_no_difference() -> None:
    """The same expression twice."""
    report = compared('drv "a" { }', 'drv "a" { }')
    assert report["equal"] and not report["roots"]
    assert drv_diff_text(report, colour=False) == "the two derivations are the same\n"


@pytest.mark.parametrize(
    "before, after, kind, edits",
    [
        ('"-a -b -c"', '"-a -x -c"', "words", [["=", "-a"], ["-", "-b"], ["+", "-x"], ["=", "-c"]]),
        ('"{\\"a\\":[1,2]}"', '"{\\"a\\":[1,3]}"', "json", [["/a/1", 2, 3, "changed"]]),
        ('"{\\"a\\":1}"', '"{\\"b\\":1}"', "json", [["/a", 1, None, "removed"], ["/b", None, 1, "added"]]),
        ('"l\\nm"', '"l\\nn"', "lines", [["=", "l"], ["-", "m"], ["+", "n"]]),
        ('"prefix-1"', '"prefix-2"', "text", [["=", "prefix-"], ["-", "1"], ["+", "2"]]),
    ],
)
def test_values_are_compared_as_what_they_are(before: str, after: str, kind: str, edits: Any) -> None:
    """JSON by its paths, words as words, lines as lines, the rest as text."""
    change = only_change(f'drv "a" {{ v = {before}; }}', f'drv "a" {{ v = {after}; }}')
    assert (change["field"], change["key"], change["text"]["kind"]) == ("env", "v", kind)
    assert change["text"]["edits"] == edits


def test_another_order_is_called_that() -> None:
    """The same words in another order."""
    change = only_change('drv "a" { v = "x y z"; }', 'drv "a" { v = "y x z"; }')
    assert change["text"]["moved"]


def test_structured_attributes_and_files_are_marked() -> None:
    """`__json` is structured attributes; what passAsFile names is compared by lines."""
    change = only_change(
        'drv "a" { __structuredAttrs = true; l = [ 1 ]; }', 'drv "a" { __structuredAttrs = true; l = [ 2 ]; }'
    )
    assert change["structured"] and change["text"]["edits"] == [["/l/0", 1, 2, "changed"]]
    change = only_change('drv "a" { passAsFile = [ "t" ]; t = "a b"; }', 'drv "a" { passAsFile = [ "t" ]; t = "a c"; }')
    assert change["file"] and change["text"]["kind"] == "lines"


CHAIN = """
let leaf = drv "leaf-{0}" {{ v = "{1}"; }}; mid = drv "mid" {{ inherit leaf; }};
in drv "top" {{ inherit mid; again = leaf; }}"""


def test_only_the_root_has_changes_and_the_others_carry() -> None:
    """Hashes of inputs that are partners are no difference."""
    report = compared(CHAIN.format(1, "x"), CHAIN.format(1, "y"))
    (root,) = report["roots"]
    assert root["name"] == "leaf-1" and report["carriers"] == 2
    assert root["way"] in (["top", "leaf-1"], ["top", "mid", "leaf-1"])
    assert [(change["field"], change["key"]) for change in root["changes"]] == [("env", "v")]


def test_inputs_are_paired_by_use_when_the_name_changed() -> None:
    """A new version is a change of the input, not one input gone and another come."""
    report = compared(CHAIN.format(1, "x"), CHAIN.format("2.0-b", "x"))
    (root,) = report["roots"]
    assert [(change["field"], change["before"], change["after"]) for change in root["changes"]] == [
        ("name", "leaf-1", "leaf-2.0-b")
    ]


def test_inputs_of_one_name_are_told_apart_by_their_use() -> None:
    """Two inputs named alike swap nothing when a third thing changes."""
    text = 'drv "top" {{ a = drv "x" {{ n = "1"; k = "{0}"; }}; b = drv "x" {{ n = "2"; }}; }}'
    report = compared(text.format("p"), text.format("q"))
    (root,) = report["roots"]
    assert [(change["key"], change["before"], change["after"]) for change in root["changes"]] == [("k", "p", "q")]


def test_a_difference_in_several_places_is_one() -> None:
    """Derivations with the same changes are one root and its likenesses."""
    text = 'drv "top" {{ a = drv "x" {{ n = "1"; k = "{0}"; }}; b = drv "x" {{ n = "2"; k = "{0}"; }}; }}'
    (root,) = compared(text.format("p"), text.format("q"))["roots"]
    assert [other["way"] for other in root["also"]] == [["top", "x"]]


def test_inputs_sources_arguments_and_outputs() -> None:
    """What came, went, or is declared differently."""
    report = compared(
        'drv "a" { i = drv "gone" { }; args = [ "-c" "x" ]; outputs = [ "out" ]; s = builtins.toFile "s" "1"; }',
        'drv "a" { args = [ "-c" "y" ]; outputs = [ "out" "dev" ]; s = builtins.toFile "s" "2"; system = "z"; }',
    )
    found = {(change["field"], change["key"], change["how"]) for change in report["roots"][0]["changes"]}
    assert found == {
        ("args", "", "changed"),
        ("env", "dev", "added"),
        ("env", "i", "removed"),
        ("env", "outputs", "changed"),
        ("env", "system", "changed"),
        ("input", "gone", "removed"),
        ("output", "dev", "added"),
        ("platform", "", "changed"),
        ("source", "s", "changed"),
    }


def test_the_renderers_draw_every_change_and_escape_it() -> None:
    """Text and page hold what differs; hostile text stays text."""
    report = compared(
        'drv "a" { v = "<script>alert(1)</script> b"; i = drv "i" { }; }', 'drv "a" { v = "c b"; w = "n"; }'
    )
    text, page = drv_diff_text(report, colour=False), drv_diff_page(report)
    assert "- <script>alert(1)</script>" in text and "env w (added)" in text and "input i (removed)" in text
    assert "<script" not in page and "&lt;script&gt;alert(1)" in page and "http:" not in page
    assert "\x1b[31m" in drv_diff_text(report, colour=True)


@given(st.text(alphabet="ab \n\"'{}[]1,:", max_size=30), st.text(alphabet="ab \n\"'{}[]1,:", max_size=30))
def test_edits_turn_one_text_into_the_other(before: str, after: str) -> None:
    """For words and lines, what is removed and kept is the one side, added and kept the other."""
    if before == after:
        return
    change = compare_texts(before, after, "/nix/store")
    assert change.kind in (TextKind.JSON, TextKind.STORE_PATH) or any(e[0] in "+-" for e in change.edits)
    if change.kind is TextKind.LINES:
        kept = [e[1] for e in change.edits if e[0] == "-"]
        assert all(line in before.split("\n") for line in kept)
