"""Who made it, who wanted it, where it came from."""

from __future__ import annotations

from pathlib import Path

from tests.debugger.talking import debugging

PROGRAM = """let
  f = n:
    let double = n * 2; in
    [ double (double + 1) ];
  xs = f four;
  four = 2 + 2;
  base = { a = "base"; b = 1; };
  over = base // { a = pick "x"; } // { c = 2; };
  pick = s: if s == "x" then "picked" else s;
  unused = throw "never";
in
builtins.deepSeq [ xs over ] (builtins.length xs + 1)
"""


def program(tmp_path: Path, text: str) -> Path:
    """A file with this text."""
    path = tmp_path / "program.nix"
    path.write_text(text)
    return path


def test_two_stacks(tmp_path: Path) -> None:
    """Who demanded a thunk and who created it are different stacks, both with places."""
    with debugging(program(tmp_path, PROGRAM), breaks=("forced double",)) as talk:
        demand = talk.do("bt demand")
        assert "builtin deepSeq [ [ … 2 ] «pending" in demand and "function f" not in demand
        create = talk.do("bt create")
        assert "value of double" in create.splitlines()[0]
        assert "#0 function f" in create and "program.nix:3:5" in create
        assert talk.where == "value of double:3"
        assert "value of four" in talk.do("bt create n").splitlines()[0]
        assert "a file is made by nobody" in talk.do("frame 2", "bt create")


def test_who_forced(tmp_path: Path) -> None:
    """The frame whose demand computed a value, also for an argument and while it is being computed."""
    with debugging(program(tmp_path, PROGRAM), breaks=(f"{tmp_path}/program.nix:12:31",)) as talk:
        assert "#1 value of double" in talk.do("who-forced four")
        assert "nobody has its value" in talk.do("who-forced unused")
        event = talk.event
        talk.do("goto forced four")
        assert talk.where == "value of four:6"
        talk.do("last")
        assert talk.event == event
        talk.do("goto created xs")
        assert talk.where == "file:1"
    with debugging("let f = x: x + (x * 2); in f (1 + 1)", breaks=("«string»:1:17",)) as talk:
        assert talk.do("eval x") == "2"
        said = talk.do("who-forced x").splitlines()
        assert "forced at event" in said[0] and "#1 function f" in said[1]


def test_why(tmp_path: Path) -> None:
    """From the binding through the calls to the literal, and the sets laid over one another."""
    with debugging(program(tmp_path, PROGRAM), breaks=(f"{tmp_path}/program.nix:12:31",)) as talk:
        said = talk.do("why over.a").splitlines()
        assert said[0] == 'over.a = "picked"'
        assert "value of a" in said[1] and said[1].endswith(':8:24: pick "x"')
        assert "function pick" in said[2] and said[2].endswith('"picked"  (a literal written there)')
        assert ":8:20" in said[4] and ":7:12" in said[5]
        origin = talk.do("origin over.a").splitlines()
        assert origin[0].endswith("(this one counts)") and origin[1].endswith("(laid over)")
        assert "2 + 2" in talk.do("why four")
        assert ":7:24" in talk.do("why base.b")
        assert "give the path of an attribute" in talk.do("origin four")
        assert "no variable 'nope'" in talk.do("why nope")


def test_never_forced(tmp_path: Path) -> None:
    """What nobody has wanted so far."""
    with debugging(program(tmp_path, PROGRAM), breaks=(f"{tmp_path}/program.nix:12:31",)) as talk:
        assert talk.do("never-forced").endswith('value of unused: throw "never"')


def test_a_cycle() -> None:
    """The ring of named thunks, in the order of need, and the edge that closes it."""
    text = "let\n  a = b + 1;\n  b = id (c * 2);\n  c = a - 1;\n  id = x: x;\nin a"
    with debugging(text) as talk:
        said = talk.do("cycle").splitlines()
        assert [line.split(",")[0] for line in said[:6:2]] == [
            "value of a",
            "needs value of b",
            "needs value of c",
        ]
        assert said[-3].startswith("which needs value of a again") or "which needs value of a again" in said[6]
        assert "«string»:4:7: a" in said[7]
    with debugging('throw "no ring"') as talk:
        assert "does not stand at an infinite recursion" in talk.do("cycle")


MODULES = """let lib = import {nixpkgs}/lib; in
(lib.evalModules {{
  modules = [
    ({{ lib, ... }}: {{
      options.greeting = lib.mkOption {{ type = lib.types.lines; default = ""; }};
      options.name = lib.mkOption {{ type = lib.types.str; default = "x"; }};
    }})
    {{ _file = "one.nix"; greeting = "one"; }}
    {{ _file = "two.nix"; greeting = lib.mkBefore "two"; }}
    ({{ config, ... }}: {{ _file = "three.nix"; greeting = "three"; {more} }})
  ];
}}).config.{wanted}
"""


def test_why_of_an_option_that_three_modules_set(tmp_path: Path, nixpkgs: Path) -> None:
    """Each module that defines it is named, with its value."""
    text = MODULES.format(nixpkgs=nixpkgs, more="", wanted="greeting").replace(
        "(lib.evalModules", "let system = lib.evalModules"
    )
    text = text.replace("}).config.greeting", "}; in builtins.seq system.config.greeting (1 + 1)")
    place = f"{tmp_path}/program.nix:12:44"
    with debugging(program(tmp_path, text), breaks=(place,)) as talk:
        said = talk.do("why system.config.greeting")
        assert r'"two\nthree\none"' in said
        for name in ("one", "two", "three"):
            assert f"{name}.nix:" in said


def test_the_cycle_of_a_module_system(tmp_path: Path, nixpkgs: Path) -> None:
    """An option that is defined by itself: the ring goes through the module and comes back."""
    text = MODULES.format(nixpkgs=nixpkgs, more="name = config.name + config.greeting;", wanted="name")
    with debugging(program(tmp_path, text)) as talk:
        assert "infinite recursion" in talk.said[0]
        said = talk.do("cycle")
        assert said.splitlines()[0].startswith("value of name, written at")
        assert "needs value of isDefined" in said and "program.nix:10:73: config.name" in said
        assert "again: the ring closes at" in said
