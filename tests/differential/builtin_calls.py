"""Every builtin and operator with every sort of value in every place of a call, one place at a time.

A call is written with a good value in each hole, `‹good›`. The matrix is every call as it stands, with each
value of VALUES in each hole, with an argument too few and with one too many.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from tests.differential.language import ALL_FEATURES
from tests.differential.programs import Program

_DERIVATION = '(derivation { name = "d"; system = "x"; builder = "b"; })'
VALUES = (
    "null", "true", "0", "3", "(-1)", "9223372036854775807", "1.5", '""', '"a"', '"/a/b"', '"a\\nb"', "[ ]", "[ 1 ]",
    '[ "a" ]', "[ [ ] ]", "{ }", "{ a = 1; }", '{ name = "a"; value = 1; }', "(x: x)", "(x: y: x)", "({ a }: a)",
    "({ a ? 1, ... }: a)", "builtins.length", "(builtins.add 1)", "../fixtures/plain.txt", "../fixtures/missing",
    "../fixtures", f'"${{{_DERIVATION}}}"', _DERIVATION, f"{_DERIVATION}.drvPath", '{ outPath = "/o"; }',
    "{ outPath = 1; }", '{ __toString = self: "t"; }', "{ __toString = self: 1; }", "{ __functor = self: x: x; }",
    "{ __functor = 1; }", '(throw "thrown")', '(abort "ended")', "(let x = x; in x)", "{ a = throw \"inside\"; }",
    '[ (throw "inside") ]', "(assert false; 1)", "{ }.missing", '"\\${x}"',
)  # fmt: skip
"""What is put in a hole."""
_UNFETCHABLE = ("null", "true", "1", "1.5", "[ ]", "{ }", "(x: x)", '(throw "thrown")', "(let x = x; in x)")
"""What a fetcher gets: nothing that could be a place in the network."""

OPERATORS = """
‹1› + ‹2›
‹"a"› + ‹"b"›
‹../fixtures› + ‹"b"›
‹1.5› - ‹2›
‹1› * ‹2›
‹1› / ‹2.0›
- ‹1›
! ‹true›
‹true› && ‹false›
‹false› || ‹true›
‹true› -> ‹true›
‹1› == ‹1›
‹[ 1 ]› != ‹[ 2 ]›
‹1› < ‹2›
‹"a"› <= ‹"b"›
‹[ 1 ]› >= ‹[ 2 ]›
‹[ ]› ++ ‹[ ]›
‹{ }› // ‹{ }›
‹{ a = 1; }› ? a.b
‹{ a = 1; }›.a
‹{ a = 1; }›.a or ‹2›
‹{ a = 1; }›.${‹"a"›}
‹1› |> ‹x: x›
‹x: x› <| ‹1›
‹x: x› ‹1›
‹{ a, ... }: a› ‹{ a = 1; }›
"${‹"a"›}b${‹"c"›}"
''${‹"a"›}''
../fixtures/${‹"a"›}
/${‹"a"›}
{ ${‹"a"›} = ‹1›; }
if ‹true› then ‹1› else ‹2›
assert ‹true›; ‹1›
with ‹{ a = 1; }›; a
let inherit (‹{ a = 1; }›) a; in a
rec { __overrides = ‹{ }›; a = 1; }
import ‹../fixtures/import/function.nix› ‹1›
"""
"""The operators and other forms of the language."""

CALLS = """
abort ‹"a"›
builtins.add ‹1› ‹2›
builtins.addDrvOutputDependencies ‹"a"›
builtins.addErrorContext ‹"a"› ‹1›
builtins.addErrorContext ‹"a"› (throw "inner")
builtins.all ‹x: true› ‹[ 1 ]›
builtins.all (x: ‹true›) [ 1 2 ]
builtins.any ‹x: true› ‹[ 1 ]›
builtins.any (x: ‹false›) [ 1 2 ]
builtins.appendContext ‹"a"› ‹{ }›
builtins.appendContext "a" { "/nix/store/00000000000000000000000000000000-x" = ‹{ path = true; }›; }
builtins.appendContext "a" { "/nix/store/00000000000000000000000000000000-x" = { path = ‹true›; }; }
builtins.appendContext "a" { "/nix/store/00000000000000000000000000000000-x.drv" = { outputs = ‹[ "a" ]›; }; }
builtins.appendContext "a" { "/nix/store/00000000000000000000000000000000-x.drv" = { allOutputs = ‹true›; }; }
builtins.attrNames ‹{ }›
builtins.attrValues ‹{ }›
baseNameOf ‹"a"›
builtins.bitAnd ‹1› ‹2›
builtins.bitOr ‹1› ‹2›
builtins.bitXor ‹1› ‹2›
builtins.catAttrs ‹"a"› ‹[ { a = 1; } ]›
builtins.catAttrs "a" [ ‹{ a = 1; }› ]
builtins.ceil ‹1.5›
builtins.compareVersions ‹"1"› ‹"2"›
builtins.concatLists ‹[ ]›
builtins.concatLists [ ‹[ ]› ‹[ 1 ]› ]
builtins.concatMap ‹x: [ x ]› ‹[ 1 ]›
builtins.concatMap (x: ‹[ ]›) [ 1 2 ]
builtins.concatStringsSep ‹","› ‹[ "a" ]›
builtins.concatStringsSep "," [ ‹"a"› ‹"b"› ]
builtins.convertHash ‹{ hash = "d41d8cd98f00b204e9800998ecf8427e"; hashAlgo = "md5"; toHashFormat = "sri"; }›
builtins.convertHash { hash = ‹"d41d8cd98f00b204e9800998ecf8427e"›; hashAlgo = ‹"md5"›; toHashFormat = ‹"sri"›; }
builtins.deepSeq ‹1› ‹2›
derivation ‹{ }›
derivationStrict ‹{ name = "a"; system = "x"; builder = "b"; }›
(derivation { name = ‹"a"›; system = ‹"x"›; builder = ‹"b"›; args = ‹[ ]›; }).drvPath
(derivation { name = "a"; system = "x"; builder = "b"; args = [ ‹"a"› ]; e = ‹"e"›; outputs = ‹[ "out" ]›; }).drvPath
(derivation { name = "a"; system = "x"; builder = "b"; outputs = [ ‹"out"› ]; __ignoreNulls = ‹true›; }).drvPath
(derivation { name = "a"; system = "x"; builder = "b"; __structuredAttrs = ‹true›; }).drvPath
(derivation { name = "a"; system = ‹"x"›; builder = ‹"b"›; __structuredAttrs = true; e = ‹1›; }).drvPath
(derivation { name = "a"; system = "x"; builder = "b"; __structuredAttrs = true; outputs = ‹[ "out" ]›; }).drvPath
(derivation { name = "a"; system = "x"; builder = "b"; outputHash = ‹""›; outputHashAlgo = ‹"sha256"›; }).drvPath
(derivation { name = "a"; system = "x"; builder = "b"; outputHash = ""; outputHashMode = ‹"flat"›; }).drvPath
(derivation { name = "a"; system = "x"; builder = "b"; __contentAddressed = ‹true›; }).drvPath
(derivation { name = "a"; system = "x"; builder = "b"; __impure = ‹true›; }).drvPath
dirOf ‹"a/b"›
builtins.div ‹1› ‹2›
builtins.elem ‹1› ‹[ 1 ]›
builtins.elemAt ‹[ 1 2 ]› ‹1›
builtins.filter ‹x: true› ‹[ 1 ]›
builtins.filter (x: ‹true›) [ 1 2 ]
builtins.filterSource ‹p: t: true› ‹../fixtures/plain.txt›
builtins.filterSource (p: t: ‹true›) ../fixtures
builtins.findFile ‹[ ]› ‹"a"›
builtins.findFile [ ‹{ path = ../fixtures; prefix = "a"; }› ] "a"
builtins.findFile [ { path = ‹../fixtures›; prefix = ‹"a"›; } ] "a"
builtins.flakeRefToString ‹{ type = "path"; path = "/a"; }›
builtins.flakeRefToString { type = ‹"path"›; path = ‹"/a"›; }
builtins.floor ‹1.5›
builtins.foldl' ‹a: b: a› ‹0› ‹[ 1 ]›
builtins.foldl' (a: b: ‹a›) 0 [ 1 2 ]
builtins.fromJSON ‹"1"›
builtins.fromTOML ‹"a = 1"›
builtins.functionArgs ‹{ a }: a›
builtins.genList ‹x: x› ‹2›
builtins.genericClosure ‹{ startSet = [ ]; operator = x: [ ]; }›
builtins.genericClosure { startSet = ‹[ { key = 1; } ]›; operator = ‹x: [ ]›; }
builtins.genericClosure { startSet = [ ‹{ key = 1; }› { key = 2; } ]; operator = x: ‹[ ]›; }
builtins.genericClosure { startSet = [ { key = ‹1›; } { key = ‹2›; } ]; operator = x: [ ]; }
builtins.genericClosure { startSet = [ { key = 1; } ]; operator = x: [ ‹{ key = 1; }› ]; }
builtins.getAttr ‹"a"› ‹{ a = 1; }›
builtins.getContext ‹"a"›
builtins.getEnv ‹"NONE"›
builtins.groupBy ‹x: "a"› ‹[ 1 ]›
builtins.groupBy (x: ‹"a"›) [ 1 2 ]
builtins.hasAttr ‹"a"› ‹{ a = 1; }›
builtins.hasContext ‹"a"›
builtins.hashFile ‹"md5"› ‹../fixtures/plain.txt›
builtins.hashString ‹"md5"› ‹"a"›
builtins.head ‹[ 1 ]›
import ‹../fixtures/import/function.nix›
builtins.intersectAttrs ‹{ a = 1; }› ‹{ a = 2; }›
builtins.isAttrs ‹{ }›
builtins.isBool ‹true›
builtins.isFloat ‹1.5›
builtins.isFunction ‹x: x›
builtins.isInt ‹1›
builtins.isList ‹[ ]›
isNull ‹null›
builtins.isPath ‹/a›
builtins.isString ‹"a"›
builtins.length ‹[ 1 ]›
builtins.lessThan ‹1› ‹2›
builtins.listToAttrs ‹[ ]›
builtins.listToAttrs [ ‹{ name = "a"; value = 1; }› ‹{ name = "b"; value = 1; }› ]
builtins.listToAttrs [ { name = ‹"a"›; value = ‹1›; } ]
map ‹x: x› ‹[ 1 ]›
builtins.mapAttrs ‹n: v: v› ‹{ a = 1; }›
builtins.match ‹"a"› ‹"a"›
builtins.mul ‹1› ‹2›
builtins.outputOf ‹"a"› ‹"out"›
builtins.parseDrvName ‹"a-1"›
builtins.parseFlakeRef ‹"path:/a"›
builtins.partition ‹x: true› ‹[ 1 ]›
builtins.partition (x: ‹true›) [ 1 2 ]
builtins.path ‹{ path = ../fixtures/plain.txt; }›
builtins.path { path = ‹../fixtures/plain.txt›; name = ‹"n"›; filter = ‹p: t: true›; recursive = ‹true›; }
builtins.path { path = ../fixtures; filter = p: t: ‹true›; }
builtins.path { path = ../fixtures/plain.txt; sha256 = ‹""›; }
builtins.pathExists ‹../fixtures/plain.txt›
placeholder ‹"out"›
builtins.readDir ‹../fixtures/import›
builtins.readFile ‹../fixtures/plain.txt›
builtins.readFileType ‹../fixtures/plain.txt›
removeAttrs ‹{ a = 1; }› ‹[ "a" ]›
removeAttrs { a = 1; } [ ‹"a"› ‹"b"› ]
builtins.replaceStrings ‹[ "a" ]› ‹[ "b" ]› ‹"a"›
builtins.replaceStrings [ ‹"a"› ‹"b"› ] [ ‹"c"› ‹"d"› ] "ab"
builtins.scopedImport ‹{ x = 1; }› ‹../fixtures/import/scoped.nix›
builtins.seq ‹1› ‹2›
builtins.sort ‹a: b: a < b› ‹[ 2 1 ]›
builtins.sort (a: b: ‹true›) [ 2 1 ]
builtins.sort builtins.lessThan [ ‹2› ‹1› ]
builtins.split ‹"a"› ‹"a"›
builtins.splitVersion ‹"1.2"›
builtins.storePath ‹"/nix/store/00000000000000000000000000000000-x"›
builtins.stringLength ‹"a"›
builtins.sub ‹1› ‹2›
builtins.substring ‹0› ‹1› ‹"abc"›
builtins.tail ‹[ 1 ]›
throw ‹"a"›
builtins.toFile ‹"n"› ‹"t"›
builtins.toJSON ‹1›
builtins.toJSON { a = [ ‹1› ]; }
builtins.toPath ‹"/a"›
toString ‹1›
toString [ ‹1› ‹2› ]
builtins.toXML ‹1›
builtins.toXML [ ‹1› { a = ‹2›; } ]
builtins.trace ‹"a"› ‹1›
builtins.trace [ ‹"a"› { a = ‹1›; } ] 1
builtins.traceVerbose ‹"a"› ‹1›
builtins.tryEval ‹1›
builtins.typeOf ‹1›
builtins.unsafeDiscardOutputDependency ‹"a"›
builtins.unsafeDiscardStringContext ‹"a"›
builtins.unsafeGetAttrPos ‹"a"› ‹{ a = 1; }›
builtins.warn ‹"a"› ‹1›
builtins.zipAttrsWith ‹n: v: v› ‹[ { a = 1; } ]›
builtins.zipAttrsWith (n: v: v) [ ‹{ a = 1; }› ‹{ a = 2; }› ]
builtins.fetchurl ‹›
fetchTarball ‹›
fetchGit ‹›
builtins.fetchTree ‹›
builtins.fetchMercurial ‹›
builtins.getFlake ‹›
builtins.fetchurl { url = ‹›; }
fetchGit { url = ‹›; }
builtins.fetchTree { type = ‹›; }
"""
"""Builtins; `break` is left out (docs/notes/fuzzing.md). An empty hole is one of a fetcher."""

CONSTANTS = (
    "builtins", "currentSystem", "derivation", "false", "langVersion", "nixPath", "nixVersion", "null", "storeDir",
    "true",
)  # fmt: skip
_HOLE = re.compile("‹(.*?)›", re.DOTALL)


def call_programs(seed: int) -> Iterator[Program]:
    """The whole matrix, each program once, in an order that `seed` decides."""
    texts = list(dict.fromkeys(_texts()))
    Random(seed).shuffle(texts)
    for text in texts:
        yield Program(text.encode("latin-1"), ("lazy", "strict"), ALL_FEATURES)


def _texts() -> Iterator[str]:
    for call in filter(None, (OPERATORS + CALLS).split("\n")):
        parts = _HOLE.split(call)
        good = [f"({part})" if " " in part else part for part in parts[1::2]]
        for at, kept in enumerate(good):
            for value in VALUES if kept else _UNFETCHABLE:
                yield _filled(parts, [*good[:at], value, *good[at + 1 :]])
        if all(good):
            yield _filled(parts, good)
            yield f"({_filled(parts, good)}) 1"
        if len(good) > 1 and not parts[-1]:
            yield _filled(parts[:-2], good[:-1])
    for constant in CONSTANTS:
        yield f"builtins.typeOf builtins.{constant}"


def _filled(parts: list[str], holes: list[str]) -> str:
    """The text of a call with these values in its holes."""
    return parts[0] + "".join(hole + text for hole, text in zip(holes, parts[2::2], strict=True))
