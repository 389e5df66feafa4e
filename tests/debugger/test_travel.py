"""Going back in time."""

from __future__ import annotations

from pathlib import Path

from tests.debugger.talking import Talk, debugging

FACTORIAL = """let
  fact = n:
    if n == 0
    then 1
    else n
      * fact (n - 1);
  five = fact 5;
in
if five == 120
then throw "wrong"
else 1
"""


def program(tmp_path: Path, text: str = FACTORIAL) -> Path:
    """A file with this text."""
    path = tmp_path / "program.nix"
    path.write_text(text)
    return path


def test_back_is_the_way_step_came(tmp_path: Path) -> None:
    """Stepping back visits the same places as stepping did, in reverse."""
    with debugging(program(tmp_path), entry=True) as talk:
        forth = [(talk.event, talk.where)]
        while True:
            talk.do("step")
            if talk.conversation.stop is None or talk.conversation.stop["reason"] == "error":
                break
            forth.append((talk.event, talk.where))
        assert len(forth) > 20
        back = []
        for _ in forth:
            talk.do("back")
            back.append((talk.event, talk.where))
        assert back == forth[::-1]
        assert "nothing before this" in talk.do("back")
        assert talk.where == forth[0][1]


def test_rnext_stays_in_the_frame(tmp_path: Path) -> None:
    """Going back over a call does not go into it; from the first line it leads to the caller."""
    with debugging(program(tmp_path), breaks=("function fact",)) as talk:
        talk.do("delete", "until 6")
        assert talk.where == "function fact:6"
        talk.do("rnext")
        assert talk.where == "function fact:5"
        talk.do("rnext")
        assert talk.where == "function fact:3"
        talk.do("rnext")
        assert talk.where == "value of five:7"


def test_rfinish_goes_to_the_call(tmp_path: Path) -> None:
    """It ends at the expression that the frame was entered for."""
    with debugging(program(tmp_path), breaks=(f"{tmp_path}/program.nix:3 if n == 3",)) as talk:
        talk.do("rfinish")
        assert talk.where == "function fact:6"
        assert talk.do("eval n") == "4"
        talk.do("up", "rfinish")
        assert talk.do("eval n") == "5" or talk.where == "value of five:7"


def test_rcontinue_goes_to_the_last_breakpoint(tmp_path: Path) -> None:
    """Breakpoints with conditions stop backwards, too; a breakpoint set at the end stops in the past."""
    with debugging(program(tmp_path)) as talk:
        assert "wrong" in talk.said[0]
        error = talk.event
        talk.do(f"break {tmp_path}/program.nix:3 if n == 3")
        talk.do("rcontinue")
        assert talk.where == "function fact:3"
        assert talk.do("eval n") == "3"
        assert "nothing stopped before this" in talk.do("rcontinue")
        assert "error: wrong" in talk.do("continue")
        assert talk.event == error


def test_goto_and_last(tmp_path: Path) -> None:
    """Events are numbers; `last` is the error again, with its message."""
    with debugging(program(tmp_path)) as talk:
        error = talk.event
        talk.do("goto 1")
        assert talk.where == "file:1"
        assert talk.event == 1
        assert "error: wrong" in talk.do("last")
        assert talk.event == error
        assert "the evaluation ends at event" in talk.do(f"goto {error + 100}")
        assert talk.event == error
        assert "numbered from 1" in talk.do("goto 0")


def test_back_from_the_end(tmp_path: Path) -> None:
    """After the program has finished, the past is still there."""
    with debugging("let x = 1 + 1; in x * 2") as talk:
        assert "finished: 4" in talk.said[0]
        talk.do("back")
        assert talk.conversation.stop is not None
        assert talk.where == "value of x:1"
        assert "finished: 4" in talk.do("continue")


def test_what_is_evaluated_at_the_prompt_does_not_count(tmp_path: Path) -> None:
    """Looking around, conditions and `try` change neither the events nor the values that follow."""
    with debugging(program(tmp_path)) as talk:
        plain = talk.event
    with debugging(program(tmp_path), breaks=(f"{tmp_path}/program.nix:3 if fact n == 2",)) as talk:
        for command in ("scope all", "eval fact 9", "try five", "try n", "eval n", "bt all", "peek five 3"):
            talk.do(command)
        assert "being evaluated by frame" in talk.do("peek five")
        assert "wrong" in talk.do("continue")
        assert talk.event == plain


def test_try_shows_what_force_would(tmp_path: Path) -> None:
    """`try` leaves the thunk pending, also if it fails."""
    with debugging('let x = 1 + 1; y = throw "no"; in builtins.break 1 + x') as talk:
        assert talk.do("try x") == "x = 2"
        assert "pending" in talk.do("peek x")
        assert "no" in talk.do("try y")
        assert "pending" in talk.do("peek y")
        assert talk.do("force x") == "x = 2"
        assert talk.do("peek x") == "x = 2"


def test_what_was_forced_is_forced_again(tmp_path: Path) -> None:
    """A replay repeats what the user has forced, so that events keep their numbers."""
    with debugging(
        'let x = 1 + 1; in builtins.seq (builtins.break 0) (if x == 2 then throw "end" else x)'
    ) as talk:
        assert talk.do("force x") == "x = 2"
        assert "error: end" in talk.do("continue")
        error = talk.event
        talk.do("rstepi", "rstepi")
        assert talk.do("peek x") == "x = 2"
        assert "error: end" in talk.do("last")
        assert talk.event == error
        talk.do("goto 1")
        assert "error: end" in talk.do("last")
        assert talk.event == error


def test_an_evaluation_that_is_entered_changes_nothing(tmp_path: Path) -> None:
    """`enter` runs in a copy: the thunks it forced are pending afterwards."""
    with debugging("let x = 1 + 1; in builtins.break 1 + x") as talk:
        assert talk.do("enter x") == "2"
        assert "pending" in talk.do("peek x")


LONG = """let
  sum = n: builtins.foldl' (a: b: a + b) 0 (builtins.genList (x: x) n);
  first = sum 20;
  second = sum 3000;
in
assert first == 190;
if second == 1 then 1 else throw "wrong"
"""


def interrupted(talk: Talk, line: str) -> str:
    """What a command says that the user interrupts when it has only begun."""
    with talk.conversation.working():
        talk.conversation.interrupt()
        return talk.do(line)


def test_going_back_can_be_interrupted(tmp_path: Path) -> None:
    """Where it had come by then, it stands; from there one goes on as from anywhere."""
    with debugging(program(tmp_path, LONG)) as talk:
        end = talk.event
        assert "interrupted on the way, at event" in interrupted(talk, f"goto {end - 1}")
        assert 0 < talk.event < end - 1
        assert f"event {end - 1} of {end}" in talk.do(f"goto {end - 1}")
        talk.do("continue")
        assert talk.event == end


def test_an_interrupted_search_moves_nothing(tmp_path: Path) -> None:
    """Looking for the moment to go to happens in processes of its own."""
    with debugging(program(tmp_path, LONG)) as talk:
        end, where = talk.event, talk.where
        assert "on the way" in interrupted(talk, "back")
        assert (talk.event, talk.where) == (end, where)
        assert "on the way" not in talk.do("back")
        assert talk.event < end


def test_an_interrupt_before_the_evaluation_goes_on_is_not_lost(tmp_path: Path) -> None:
    """It stops at the next expression; the one after it is not stopped any more."""
    with debugging(program(tmp_path, LONG), entry=True) as talk:
        assert "paused" in interrupted(talk, "continue")
        assert "wrong" in talk.do("continue")
