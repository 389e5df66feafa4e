"""Where an evaluation stops, and what can be seen there."""

from __future__ import annotations

from pathlib import Path

from tests.debugger.talking import debugging

RENDER = """let
  inc = n: n + 1;
  config = { name = "demo"; port = 80; unused = throw "never"; };
  render = cfg:
    let
      pending = map inc [ 1 2 3 ];
      prefix = "host-${cfg.name}";
    in
    with cfg;
    if port > 50 then prefix + missing.attr else "low";
  missing = { };
in
{ out = render config; }
"""


def test_an_error_stops_with_everything_alive() -> None:
    """At the error, the frame's variables show their states, and the frames around can be selected."""
    with debugging(RENDER, attribute="out") as talk:
        assert "error: attribute 'attr' missing" in talk.said[0]
        assert talk.where == "function render:10"
        scope = talk.do("scope")
        assert "pending = «pending, «string»:6»" in scope
        assert 'prefix = "host-demo"' in scope
        assert "with at line 9 (3 names)" in scope
        talk.do("up")
        assert talk.where == "value of out:13"


def test_looking_does_not_force() -> None:
    """A pending thunk stays pending however often it is looked at; `force` is what changes that."""
    with debugging(RENDER, attribute="out") as talk:
        for command in ("scope", "scope all", "peek pending 9", "bt", "peek cfg 5"):
            talk.do(command)
        assert "«pending" in talk.do("peek pending")
        assert "3 arguments" not in talk.do("force pending")
        assert "«pending call of function inc" in talk.do("peek pending")


def test_expressions_see_the_frame() -> None:
    """`eval` sees lexical variables, those of `with`, and builtins; its errors end nothing."""
    with debugging(RENDER, attribute="out") as talk:
        assert talk.do("eval cfg.port + inc 1") == "82"
        assert talk.do("eval port") == "80"
        assert "never" in talk.do("eval unused")
        assert "syntax error" in talk.do("eval 1 +")
        assert "undefined variable" in talk.do("eval nonesuch")
        assert talk.do("eval builtins.length [ 1 ]") == "1"
        assert talk.where == "function render:10"


def test_a_failed_thunk_says_so() -> None:
    """After `force` failed, the thunk shows as failed."""
    with debugging(RENDER, attribute="out") as talk:
        assert "it fails: never" in talk.do("force cfg.unused")
        assert "«failed: never»" in talk.do("peek cfg")


def test_errors_that_try_eval_catches_are_passed_by() -> None:
    """By default only an error that nothing catches stops; `catch all` stops at the others, too."""
    text = 'let a = builtins.tryEval (throw "soft"); in if a.success then 1 else throw "hard"'
    with debugging(text) as talk:
        assert "error: hard" in talk.said[0]
        talk.do("catch all")
        assert "error: soft" in talk.do("run")
        assert "tryEval will catch" in "\n".join(talk.said)
        assert "error: hard" in talk.do("continue")


def test_errors_by_kind() -> None:
    """`catch` can be limited to kinds of errors."""
    text = 'builtins.tryEval (throw "a") // builtins.tryEval (assert false; 1)'
    with debugging(text, entry=True) as talk:
        assert "no kind" in talk.do("catch all nonsense")
        talk.do("catch all assertion")
        assert "assertion" in talk.do("continue")
        talk.do("continue")
        assert talk.where == "over"


def test_builtins_break_stops() -> None:
    """`builtins.break` stops in the frame that calls it, and gives its argument back."""
    with debugging("let f = x: builtins.break (x + 1); in f 1 + 1") as talk:
        assert "stopped at builtins.break" in talk.said[0]
        assert talk.where == "function f:1"
        assert talk.do("peek x") == "x = 1"
        assert "the program has finished: 3" in talk.do("continue")


def test_a_builtin_frame_shows_its_arguments() -> None:
    """The frame of a builtin has its arguments, as they are."""
    with debugging('builtins.foldl\' (a: b: throw "no") 0 [ 1 (2 + 3) ]') as talk:
        backtrace = talk.do("bt all")
        assert "builtin foldl' «function, «string»:1» 0 [ 1 «pending, «string»:1» ]" in backtrace


def test_an_unforced_with_stays_so() -> None:
    """The set of a `with` nobody has looked into is listed as pending, and `peek` does not look either."""
    with debugging('with throw "set"; let x = throw "here"; in x') as talk:
        assert "its names are not known yet" in talk.do("scope")
        assert "has not been" in talk.do("peek y")
        assert "«pending" in talk.do("scope")


def test_a_variable_that_is_being_evaluated() -> None:
    """Peeking at a variable whose evaluation is under way shows that, and is no infinite recursion."""
    with debugging('let x = 1 + y; y = throw "deep"; in x') as talk:
        talk.do("frame 2")
        assert talk.do("peek x") == "x = «being evaluated by frame 2»"
        assert "infinite recursion" in talk.do("force x")
        assert "error: deep" in talk.do("continue")


def test_infinite_recursion_stops_in_the_ring() -> None:
    """Infinite recursion stops where the value needs itself."""
    with debugging("let a = b + 1; b = a + 1; in a") as talk:
        assert "infinite recursion" in talk.said[0]
        assert talk.where == "value of b:1"


def test_the_call_depth_limit_leaves_room_for_the_prompt() -> None:
    """At a stack overflow expressions can still be evaluated."""
    with debugging("let f = n: 1 + f (n + 1); in f 0") as talk:
        assert "stack overflow" in talk.said[0]
        assert talk.do("eval builtins.typeOf n") == '"int"'
        assert "more frames" in talk.do("bt 3")


def test_a_syntax_error_in_an_imported_file(tmp_path: Path) -> None:
    """A file that cannot be parsed stops at the import."""
    (tmp_path / "bad.nix").write_text("{ a = ; }")
    (tmp_path / "main.nix").write_text("let x = import ./bad.nix; in x.a")
    with debugging(tmp_path / "main.nix") as talk:
        assert "syntax error" in talk.said[0]
        assert talk.where == "value of x:1"


def test_the_program_can_be_started_again() -> None:
    """`run` starts the program anew, with the breakpoints there were."""
    with debugging("let f = x: x; in f 1", breaks=("function f",)) as talk:
        assert talk.where == "function f:1"
        assert "finished: 1" in talk.do("continue")
        assert "does not run" in talk.do("bt")
        assert "stopped at breakpoint 1" in talk.do("run")
