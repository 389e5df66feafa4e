"""Going on in steps."""

from __future__ import annotations

from pathlib import Path

from tests.debugger.talking import ENDLESS, debugging

FACTORIAL = """let
  fact = n:
    if n == 0
    then 1
    else n
      * fact (n - 1);
  five = fact 5;
in
five
+ 1
"""


def program(tmp_path: Path, text: str) -> Path:
    """A file with this text."""
    path = tmp_path / "program.nix"
    path.write_text(text)
    return path


def test_step_goes_into_a_thunk_and_next_does_not(tmp_path: Path) -> None:
    """`step` follows the evaluation into what is forced, `next` stays in the frame."""
    with debugging(program(tmp_path, FACTORIAL), entry=True) as talk:
        talk.do("next")
        assert talk.where == "file:9"
        talk.do("step")
        assert talk.where == "value of five:7"
        talk.do("step")
        assert talk.where == "function fact:3"


def test_next_steps_over_a_recursive_call(tmp_path: Path) -> None:
    """`next` does not stop in an inner call of the same function."""
    with debugging(program(tmp_path, FACTORIAL), breaks=("function fact",)) as talk:
        talk.do("delete", "next", "next")
        assert talk.where == "function fact:6"
        assert talk.do("peek n") == "n = 5"
        assert "returned: 120" in talk.do("next")
        assert talk.where == "value of five:7"


def test_finish_shows_the_value_of_the_frame_it_was_asked_for(tmp_path: Path) -> None:
    """`finish` ends the selected activation, not a deeper one of the same function."""
    with debugging(program(tmp_path, FACTORIAL), breaks=(f"{tmp_path}/program.nix:3 if n == 2",)) as talk:
        assert talk.do("eval n") == "2"
        assert "returned: 2" in talk.do("finish")
        assert talk.do("eval n") == "3"
        talk.do("delete", "up")
        assert talk.do("eval n") == "4"
        assert "returned: 24" in talk.do("finish")
        assert talk.do("eval n") == "5"


def test_finish_of_a_call_in_tail_position(tmp_path: Path) -> None:
    """A frame whose last act is a call has that call's value."""
    with debugging("let g = x: x * 2; f = x: g (x + 1); in f 1", breaks=("function g",)) as talk:
        assert "returned: 4" in talk.do("finish")
        assert talk.where == "function f:1"
        assert "returned: 4" in talk.do("finish")


def test_until_runs_to_a_line_of_this_frame(tmp_path: Path) -> None:
    """`until` passes by what is called on the way."""
    with debugging(program(tmp_path, FACTORIAL), breaks=("function fact",)) as talk:
        talk.do("delete", "until 6")
        assert talk.where == "function fact:6"
        assert talk.do("peek n") == "n = 5"


def test_stepping_out_of_what_try_eval_catches() -> None:
    """When an error takes the stepped frame away, the next stop is where it was caught."""
    text = 'let\n  bad = throw "no";\n  t = builtins.tryEval bad;\nin\n[\n  t.success\n  (1 + 1)\n]'
    text = f"let l = {text}; in builtins.deepSeq l\n(\n3 + 4)"
    with debugging(text, breaks=("attribute bad",)) as talk:
        assert talk.where == "value of bad:2"
        assert "returned: { success = false; value = false; }" in talk.do("next")
        assert talk.where == "value of t:3"


def test_stepi_stops_at_each_expression() -> None:
    """`stepi` sees the parts of an expression on one line."""
    with debugging("(1 + 2) * (3 + 4)", entry=True) as talk:
        columns = []
        for _ in range(2):
            talk.do("stepi")
            columns.append(talk.conversation.ask("frame", index=0)["column"])
        assert columns == [2, 12]


def test_pause_in_an_endless_loop() -> None:
    """A pause stops a loop wherever it is, and it can go on."""
    with debugging(f"let n = 0; in {ENDLESS}", entry=True) as talk:
        talk.pause()
        assert "paused" in talk.do("continue")
        first = talk.event
        talk.pause()
        talk.do("continue")
        assert talk.event > first


def test_an_endless_evaluation_at_the_prompt_can_be_stopped() -> None:
    """A pause during `eval` ends that evaluation only; during `enter` it stops inside."""
    with debugging(f'let f = n: {ENDLESS}; in throw "stop"') as talk:
        talk.pause()
        assert "interrupted" in talk.do("eval f 0")
        talk.pause()
        assert "paused (inside an evaluation at the prompt)" in talk.do("enter f 0")
