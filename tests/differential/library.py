"""Programs in the style of nixpkgs: functions of its `lib` on generated arguments, overrides, fixed points,
merging as modules do it. They need a nixpkgs tree on the search path."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

from tests.differential.choices import Choices
from tests.differential.expressions import Writer
from tests.differential.programs import FEATURES, Program
from tests.differential.types import parse_type

# How often, and a call with its arguments' types in holes.
CALLS: tuple[str, ...] = (
    "lib.recursiveUpdate ‹{a={b=I}}› ‹{a={b=S}}›",
    "lib.attrByPath [ \"a\" \"b\" ] ‹I› ‹{a={b=I}}›",
    "lib.hasAttrByPath ‹[S]› ‹{a={b=I}}›",
    "lib.setAttrByPath ‹[S]› ‹A›",
    "lib.getAttrFromPath [ \"a\" \"b\" ] ‹{a={b=A}}›",
    "lib.filterAttrs ‹S>I>B› ‹{a=I,b=I}›",
    "lib.mapAttrsToList ‹S>A>A› ‹{a=I,b=S}›",
    "lib.mapAttrs' (n: v: lib.nameValuePair (n + ‹S›) v) ‹{a=I,b=S}›",
    "lib.mapAttrsRecursive (p: v: [ p v ]) ‹{a={b=I},c=S}›",
    "lib.collect builtins.isString ‹{a={b=S},c=S}›",
    "lib.foldAttrs (n: a: [ n ] ++ a) [ ] ‹[{a=I}]›",
    "lib.zipAttrsWith (n: v: v) ‹[{a=A}]›",
    "lib.genAttrs ‹[S]› ‹S>A›",
    "lib.foldr ‹I>I>I› ‹I› ‹[I]›",
    "lib.foldl ‹I>I>I› ‹I› ‹[I]›",
    "lib.imap0 ‹I>A>A› ‹[A]›",
    "lib.flatten ‹[[I]]›",
    "lib.remove ‹I› ‹[I]›",
    "lib.findFirst ‹I>B› ‹I› ‹[I]›",
    "lib.partition ‹I>B› ‹[I]›",
    "lib.sort (a: b: a < b) ‹[I]›",
    "lib.unique ‹[I]›",
    "lib.take ‹I› ‹[A]›",
    "lib.drop ‹I› ‹[A]›",
    "lib.sublist ‹I› ‹I› ‹[A]›",
    "lib.last ‹[A]›",
    "lib.zipLists ‹[I]› ‹[S]›",
    "lib.toposort (a: b: a < b) ‹[I]›",
    "lib.concatMapStringsSep ‹S› toString ‹[I]›",
    "lib.splitString ‹S› ‹S›",
    "lib.hasPrefix ‹S› ‹S›",
    "lib.removeSuffix ‹S› ‹S›",
    "lib.escapeShellArg ‹S›",
    "lib.toUpper ‹S›",
    "lib.stringToCharacters ‹S›",
    "lib.versionAtLeast «version» «version»",
    "lib.fixedWidthString 8 \"0\" (toString ‹I›)",
    "lib.generators.toPretty { } ‹A›",
    "lib.generators.toINI { } ‹{a={b=I}}›",
    "lib.generators.toYAML { } ‹A›",
    "lib.generators.toKeyValue { } ‹{a=I,b=S}›",
    "lib.cli.toGNUCommandLineShell { } ‹{a=I,b=B,c=[S]}›",
    "lib.fix (self: { a = ‹I›; b = self.a + 1; c = ‹A:15|self={a=I,b=I}›; })",
    "lib.fix (lib.extends (self: super: { a = super.a + ‹I›; d = ‹A:15|self={a=I,b=I},super={a=I}›; })"
    " (self: { a = ‹I›; b = self.a; }))",
    "(lib.makeExtensible (self: { a = ‹I›; b = self.a; })).extend (self: super: { a = super.a + ‹I›; })",
    "lib.makeOverridable ({ a, b ? ‹I› }: { inherit a; c = a + b; }) { a = ‹I›; }",
    "((lib.makeOverridable ({ a, b ? ‹I› }: { c = a + b; }) { a = ‹I›; }).override { b = ‹I›; }).c",
    "((lib.makeOverridable ({ a }: { c = a; }) { a = ‹I›; }).override (old: { a = old.a + ‹I›; })).c",
    "lib.callPackageWith { a = ‹I›; b = ‹S›; } ({ a, b, ... }: { inherit a b; }) { b = ‹A›; }",
    "(lib.evalModules { modules = [ { options.a = lib.mkOption { type = lib.types.int; default = ‹I›; }; }"
    " { config.a = lib.mkForce ‹I›; } ]; }).config.a",
    "(lib.evalModules { modules = [ { options.a = lib.mkOption { type = lib.types.listOf lib.types.str; }; }"
    " { a = lib.mkBefore ‹[S]›; } { a = ‹[S]›; } { a = lib.mkIf ‹B› ‹[S]›; } ]; }).config.a",
    "(lib.evalModules { modules = [ { options.a = lib.mkOption { type = lib.types.attrsOf lib.types.int; }; }"
    " { a.x = ‹I›; } { a.y = lib.mkDefault ‹I›; } { a = lib.mkMerge [ ‹{a=I}› ‹{b=I}› ]; } ]; }).config.a",
    "(lib.evalModules { modules = [ ({ config, ... }: { options.a = lib.mkOption { default = ‹A›; };"
    " options.b = lib.mkOption { type = lib.types.either lib.types.int lib.types.str; }; config.b = ‹A›; }) ]; })"
    ".config.b",
    "lib.systems.parse.mkSystemFromString ‹S›",
    "(lib.systems.elaborate { system = \"x86_64-linux\"; }).config",
    "lib.types.int.check ‹A›",
    "lib.bitAnd ‹I› ‹I›",
    "lib.toHexString ‹I›",
    "lib.mod ‹I› ‹I›",
    "lib.boolToString ‹B›",
    "lib.optionalAttrs ‹B› ‹{a=A}›",
    "lib.cleanSource ‹P›",
    "lib.asserts.assertMsg ‹B› ‹S›",
)


def library_program(random: Random) -> Program:
    """One to three calls of functions of `lib`."""
    choices = Choices(random)
    writer = Writer(choices)
    scope = {"n": parse_type("I"), "s": parse_type("S")}
    calls = [writer.fill(choices.pick(CALLS), 2, scope) for _ in range(1 + choices.below(3))]
    body = " ".join(f"({call})" for call in calls)
    text = f"let lib = import <nixpkgs/lib>; n = 2; s = \"a\"; in [ {body} ]"
    return Program(text.encode("latin-1"), features=FEATURES, args=("-I", f"nixpkgs={tree()}"))


def tree() -> Path:
    """The nixpkgs tree: `NIXRAY_NIXPKGS`, or the one that the tests unpack."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    return Path(os.environ.get("NIXRAY_NIXPKGS", cache / "nixray/trees/nixpkgs-20.09"))
