"""Values kept after an edit: whatever is edited, a session says what a new one would.

A small project of many files is edited at random, and each of its outputs asked for in the old session and in a new
one: value, error with its whole trace, positions and messages have to be the same.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from evaluator.errors import EvalError
from evaluator.rendering import render
from evaluator.session import Session

MAIN = """
let
  conf = import ./conf.nix;
  lib = import ./lib;
  pkgs = import ./pkgs { inherit (conf) config overlays; platform = lib.elaborate conf.system; extra = conf.extra; };
  again = import ./pkgs { config = { }; overlays = [ ]; platform = lib.elaborate "fixed"; extra = null; };
in {
  names = builtins.attrNames pkgs;
  hello = pkgs.hello;
  tool = pkgs.tool.out;
  drv = (derivation { name = "x"; system = "s"; builder = pkgs.hello; src = pkgs.source; }).drvPath;
  platform = [ pkgs.platform.name pkgs.platform.is64 (pkgs.platform.emulator 1) ];
  extra = pkgs.extra;
  greet = pkgs.greet "you";
  broken = pkgs.broken;
  flag = pkgs.config.flag or "none";
  place = builtins.unsafeGetAttrPos "system" conf;
  inner = builtins.unsafeGetAttrPos "flag" pkgs.config;
  files = [ (builtins.readDir ./data) (builtins.pathExists ./data/maybe) (builtins.readFile ./data/text) pkgs.seen ];
  same = [ (pkgs.config == conf.config) (again.platform.name == "fixed") again.hello ];
  caught = builtins.tryEval pkgs.broken;
  sub = pkgs.sub.answer;
  outer = [ (import ./outer { inherit conf lib; }).pkgs.hello (import ./outer { inherit conf lib; }).mark ];
  outerExtra = (import ./outer { inherit conf lib; }).pkgs.extra;
  linked = import ./link/value.nix;
  list = map (x: x + pkgs.number) [ 1 2 3 ];
}
"""
VARIANTS = {
    "conf.nix": [
        '{ system = "a-64"; config = { flag = 1; }; overlays = [ (import ./overlay.nix) ]; extra = null; }',
        '{ system = "a-32"; config = { flag = 1; }; overlays = [ (import ./overlay.nix) ]; extra = [ 1 ]; }',
        '{ system = "a-64"; config = { flag = 1; }; overlays = [ (import ./overlay.nix) ]; extra = [ 2 ]; }',
        '{ system = "a-64"; config = { flag = 1; }; overlays = [ (import ./overlay.nix) ]; extra = [ 3 ]; mark = 3; }',
        '# more\n{ system = "a-64"; config = { flag = 1; }; overlays = [ (import ./overlay.nix) ]; extra = null; }',
        '{ system = "a-64"; config = { flag = 2; } // { }; overlays = [ (self: super: { hello = "inline"; }) ];'
        ' extra = { x = throw "extra"; }; }',
        '{ system = builtins.trace "system asked" "a-64"; config = builtins.trace "config asked" { flag = 1; };'
        " overlays = [ ]; extra = null; }",
        'rec { system = "a-64"; config = { flag = extra; }; overlays = [ (import ./overlay.nix) ];'
        " extra = import ./versions.nix; }",
        '{ system = "a-64"; config = throw "no config"; overlays = [ (import ./overlay.nix) ]; extra = null; }',
        '{ system = "a-64"; config = { flag = 1; }; overlays = [ (import ./overlay.nix) ]; extra = ',
    ],
    "lib/default.nix": [
        'rec { is64 = s: builtins.match ".*-64" s != null; elaborate = s: let r = { name = s; is64 = is64 s; '
        "emulator = n: r.name + toString n; }; in r; }",
        'rec { is64 = s: builtins.match ".*-64" s == [ ]; elaborate = s: let r = { name = s + "!"; is64 = is64 s; '
        "emulator = n: r.name + toString n; }; in r; }",
        "import ./other.nix",
    ],
    "lib/other.nix": [
        "{ elaborate = s: { name = s; is64 = false; emulator = n: builtins.readFile ../data/text; }; }",
        '{ elaborate = s: { name = s; is64 = true; emulator = throw "emulator"; }; }',
    ],
    "pkgs/default.nix": [
        """{ config, overlays, platform, extra, lib ? import ../lib }@args:
let
  base = self: {
    inherit platform config extra;
    hello = "hello-${(import ../versions.nix).hello}-${platform.name}";
    number = if config ? flag && builtins.isInt config.flag then config.flag else 0;
    tool = import ./tool.nix { inherit (self) hello; };
    source = ../data;
    seen = builtins.pathExists ../data/maybe;
    greet = who: "${self.hello} to ${who} on ${platform.emulator 2}";
    broken = throw "broken for ${platform.name}";
    sub = import ./sub { inherit (self) hello; inherit platform; };
  };
  extend = f: overlay: self: let super = f self; in super // overlay self super;
  fix = f: let x = f x; in x;
in fix (builtins.foldl' extend base overlays)
""",
        """{ config, overlays, platform, extra }:
let self = {
  inherit platform config extra;
  hello = builtins.trace "hello asked" "plain";
  number = builtins.length (builtins.attrNames (builtins.readDir ../data));
  tool.out = builtins.warn "tool is old" 1;
  source = builtins.path { path = ../data; name = "d"; filter = p: t: baseNameOf p != "maybe"; };
  seen = builtins.hashFile "sha256" ../data/text;
  greet = who: builtins.addErrorContext "while greeting" (throw who);
  broken = builtins.abort "broken";
  sub = import ./sub { inherit (self) hello; inherit platform; };
}; in self
""",
        "{ config, overlays, platform }: { }",
    ],
    "pkgs/tool.nix": ['{ hello }: { out = "tool:${hello}"; }', "{ hello }: rec { out = [ hello out2 ]; out2 = 1; }"],
    "pkgs/sub/default.nix": [
        "{ hello, platform }: { answer = [ hello platform.name ]; }",
        "{ hello, platform }: { answer = builtins.readFile ../../data/text + platform.emulator 3; }",
    ],
    "outer/default.nix": [
        "{ conf, lib }: { mark = conf.mark or 0; pkgs = import ../pkgs { inherit (conf) config overlays extra;"
        " platform = lib.elaborate conf.system; }; }",
        "{ conf, lib }: let e = conf.extra; in { mark = e; pkgs = import ../pkgs { inherit (conf) config overlays;"
        " platform = lib.elaborate conf.system; extra = [ e (conf.mark or 1) ]; }; }",
    ],
    "one/value.nix": ["1", "{ x = 1; }"],
    "two/value.nix": ["2", "[ (import ../one/value.nix) ]"],
    "link": ["one", "two"],
    "overlay.nix": [
        "self: super: { hello = super.hello + (import ./versions.nix).suffix; }",
        "let v = import ./versions.nix; in self: super: { hello = v.suffix + super.hello; more = self.number; }",
        "self: super: { hello = super.missing; }",
    ],
    "versions.nix": [
        '{ hello = "1"; suffix = "s"; }',
        '{ hello = "2"; suffix = "s"; }',
        '{ hello = "1"; suffix = 1; }',
        "{ }",
    ],
    "data/text": ["text\n", "other text\n"],
    "data/maybe": ["there", ""],
}
OUTPUTS = [line.split()[0] for line in MAIN.splitlines() if line.startswith("  ") and "=" in line][4:]


def write(root: Path, name: str, text: str) -> None:
    """Give a file a text; `maybe` with none is not there, and `link` is one to the folder it names."""
    file = root / name
    if name == "link":
        file.unlink(missing_ok=True)
        file.symlink_to(text)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    if name.endswith("maybe") and not text:
        file.unlink(missing_ok=True)
    else:
        file.write_text(text)


def said(session: Session, messages: list[str], root: Path, outputs: list[str]) -> list[Any]:
    """What a session says to each of some outputs, with its messages."""
    found: list[Any] = []
    for output in outputs:
        messages.clear()
        try:
            answer: Any = session.to_json(session.eval_file(root / "main.nix")[output])
        except EvalError as error:
            answer = render(error, show_trace=True, colour=False)
        found.append((output, answer, list(messages)))
    return found


def opened(messages: list[str]) -> Session:
    return Session(cache=False, on_log=lambda kind, text: messages.append(f"{kind}: {text}"))


@pytest.mark.parametrize("seed", range(20))
def test_a_session_says_what_a_new_one_would(seed: int, tmp_path: Path) -> None:
    """Each step edits one or two files and asks for some outputs."""
    choice = random.Random(seed)
    (tmp_path / "main.nix").write_text(MAIN)
    for name, variants in VARIANTS.items():
        write(tmp_path, name, variants[0])
    messages: list[str] = []
    with opened(messages) as session:
        for _ in range(12):
            outputs = choice.sample(OUTPUTS, choice.randint(2, len(OUTPUTS)))
            session.refresh()
            found = said(session, messages, tmp_path, outputs)
            others: list[str] = []
            with opened(others) as new:
                assert found == said(new, others, tmp_path, outputs)
            for name in choice.sample(sorted(VARIANTS), choice.randint(1, 2)):
                write(tmp_path, name, choice.choice(VARIANTS[name]))
