"""Breakpoints."""

from __future__ import annotations

from pathlib import Path

from tests.debugger.talking import debugging

LIBRARY = """{
  # A comment, then a constant.
  version = "1";
  double = x:
    x * 2;
  table = builtins.listToAttrs
    [ ];
}
"""


def files(tmp_path: Path) -> Path:
    """A program that imports a library late."""
    (tmp_path / "library.nix").write_text(LIBRARY)
    main = tmp_path / "main.nix"
    main.write_text("let lib = import ./library.nix; in\n[\n  1\n  (lib.double 4)\n  (lib.double 5)\n]\n")
    return main


def forced(main: Path) -> str:
    """An expression that evaluates all of a file's list."""
    return f"builtins.deepSeq (import {main}) 1"


def test_a_breakpoint_in_a_file_that_loads_later(tmp_path: Path) -> None:
    """It is pending until then, and then it stops."""
    with debugging(forced(files(tmp_path)), entry=True) as talk:
        assert "pending" in talk.do("break library.nix:5")
        assert "stopped at breakpoint 1" in talk.do("continue")
        assert talk.where == "function double:5"
        assert talk.do("peek x") == "x = 4"
        assert "library.nix:5; 1 hit" in talk.do("breaks")
        talk.do("continue")
        assert talk.do("peek x") == "x = 5"
        talk.do("continue")
        assert talk.where == "over"


def test_a_line_without_code_moves_to_the_next(tmp_path: Path) -> None:
    """Comments, constants and the heads of functions have no code."""
    with debugging(forced(files(tmp_path)), breaks=(f"{tmp_path}/library.nix:2",)) as talk:
        assert talk.where == "function double:5"
        assert "library.nix:5 (the next line with code)" in talk.do("breaks")
        assert "library.nix:5 (the next line with code)" in talk.do("break library.nix:4")
        assert "(the next line" not in talk.do("break library.nix:6")


def test_a_line_after_all_code(tmp_path: Path) -> None:
    """It is said at once that it will never stop."""
    with debugging(forced(files(tmp_path)), breaks=("main.nix:4",)) as talk:
        assert "no code on that line or after it" in talk.do("break 99")


def test_conditions(tmp_path: Path) -> None:
    """A breakpoint with a condition stops where it is true; one that fails stops and says so."""
    with debugging(forced(files(tmp_path)), breaks=("library.nix:5 if x == 5",)) as talk:
        assert talk.do("peek x") == "x = 5"
    with debugging(forced(files(tmp_path)), breaks=("library.nix:5 if y == 5",)) as talk:
        assert "the condition failed: undefined variable 'y'" in talk.said[1]
        assert "stopped at breakpoint 1" in talk.said[2]
    with debugging(forced(files(tmp_path)), breaks=("library.nix:5 if x",)) as talk:
        assert "it is no boolean but 4" in talk.said[1]


def test_hit_counts_and_messages(tmp_path: Path) -> None:
    """`hits N` stops from the N-th time on; `log` prints and goes on."""
    with debugging(forced(files(tmp_path)), breaks=("library.nix:5 hits 2",)) as talk:
        assert talk.do("peek x") == "x = 5"
    with debugging(forced(files(tmp_path)), breaks=("library.nix:5 log x is {x}, twice {x * 2}",)) as talk:
        assert talk.said[1:3] == ["x is 4, twice 8", "x is 5, twice 10"]


def test_temporary_disabled_and_deleted(tmp_path: Path) -> None:
    """`tbreak` stops once; a disabled or deleted breakpoint does not stop."""
    with debugging(forced(files(tmp_path)), entry=True) as talk:
        talk.do("tbreak library.nix:5", "continue")
        assert talk.do("peek x") == "x = 4"
        assert talk.do("breaks") == "there are no breakpoints"
        talk.do("break library.nix:5", "disable 1", "continue")
        assert talk.where == "over"
        talk.do("enable 1", "run", "delete", "continue")
        assert talk.where == "over"
        assert "no breakpoint 7" in talk.do("delete 7")


def test_by_function_attribute_and_column(tmp_path: Path) -> None:
    """A function stops at each entry, an attribute when its value is evaluated."""
    with debugging(forced(files(tmp_path)), breaks=("function double",)) as talk:
        assert talk.where == "function double:5"
    with debugging(
        "let s = { a = { b = 1 + 1; }; b = 3 + 3; }; in s.b + s.a.b", breaks=("attribute a.b",)
    ) as talk:
        assert talk.where == "value of b:1"
        assert "returned: 2" in talk.do("finish")
    with debugging("let f = x: x + 1; in f 1", breaks=("«string»:1:12",)) as talk:
        assert talk.where == "function f:1"


def test_a_breakpoint_inside_an_evaluation_at_the_prompt(tmp_path: Path) -> None:
    """`enter` stops at breakpoints inside, one level down, and gives its value when that goes on; `eval`
    passes them by."""
    with debugging('let f = x: x + 1; in throw "top"', breaks=("function f",)) as talk:
        assert talk.do("eval f 1") == "2"
        assert "inside an evaluation at the prompt" in talk.do("enter f 2")
        assert talk.where == "function f:1"
        assert talk.do("peek x") == "x = 2"
        assert talk.do("continue") == "3"
        assert talk.where == "file:1"
        assert "error: top" in talk.do("continue")


def test_wrong_breakpoints() -> None:
    """What is no place is refused with the forms that are."""
    with debugging("1 + 1", entry=True) as talk:
        assert "say where: FILE:LINE" in talk.do("break here and there")


def test_hit_rules(tmp_path: Path) -> None:
    """A breakpoint stops at the hits that its rule names, and is described by it."""
    path = tmp_path / "hits.nix"
    path.write_text("let\n  f = x:\n    x + 1;\nin map f [ 1 2 3 4 5 6 7 ]\n")
    for rule, stops in {
        "3": [3, 4, 5, 6, 7],
        "> 5": [6, 7],
        "== 4": [4],
        "<= 2": [1, 2],
        "<3": [1, 2],
        "% 3": [3, 6],
        "1": [1, 2, 3, 4, 5, 6, 7],
    }.items():
        with debugging(forced(path), breaks=(f"hits.nix:3 hits {rule}",)) as talk:
            seen = []
            while talk.conversation.stop is not None:
                seen.append(int(talk.do("try x").split("=")[-1]))
                talk.do("continue")
            assert seen == stops, rule
    with debugging(path, entry=True) as talk:
        assert "at every hit number 3" in talk.do("break function f hits % 3")
        assert "says nothing about hits" in talk.do("break function f hits % 0")
