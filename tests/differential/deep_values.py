"""Programs that recurse deeply in every way, compared with reference Nix.

`python -m tests.differential.deep_values` runs them all on both, which takes minutes: where the reference
overflows its stack, each costs processes of its own. Exit status 1 if anything differs.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.conftest import reference_program
from tests.differential.judging import Judge
from tests.differential.programs import Program

_NESTED = "nested = builtins.foldl' (x: n: {0}) {1} (builtins.genList (n: n) {2});"
LIST, SET = "[ x ]", "{ a = x; }"


def nested(step: str, depth: int, body: str, leaf: str = "null") -> str:
    """A program about a value that is nested so deep."""
    return f"let {_NESTED.format(step, leaf, depth)} in {body}"


# Where 5,000 levels are within the limits and 200,000 are not.
BODIES: dict[str, tuple[str, str]] = {
    "printing": (LIST, "nested"),
    "printing sets": (SET, "nested"),
    "deepSeq": (LIST, "builtins.deepSeq nested 1"),
    "deepSeq of sets": (SET, "builtins.deepSeq nested 1"),
    "equality": (LIST, "nested == nested"),
    "equality of copies": (SET, "nested == builtins.mapAttrs (n: v: v) nested"),
    "order": (LIST, "nested < nested"),
    "toJSON": (LIST, "builtins.stringLength (builtins.toJSON nested)"),
    "toJSON of sets": (SET, "builtins.stringLength (builtins.toJSON nested)"),
    "toXML": (SET, "builtins.stringLength (builtins.toXML nested)"),
    "toXML of lists": (LIST, "builtins.stringLength (builtins.toXML nested)"),
    "toString": (LIST, "toString nested"),
    "outPath": ("{ outPath = x; }", '"${nested}"'),
    "__toString": ("{ __toString = self: x; }", '"${nested}"'),
    "functors": ("{ __functor = self: y: x; }", "nested 1"),
    "functions": ("y: x", "builtins.isFunction nested"),
    "thunks": ("x + 1", "nested"),
    "strings": ('x + "a"', "builtins.stringLength nested"),
    "lists": ("x ++ [ n ]", "builtins.length nested"),
    "updates": ('x // { ${toString (n - n / 100 * 100)} = n; }', "builtins.attrNames nested == [ ]"),
    "concatLists": ("[ x ]", "builtins.concatLists nested"),
    "derivations": (LIST, '(derivation { name = "a"; system = "x"; builder = "b"; args = nested; }).drvPath'),
    "trace": (LIST, "builtins.trace nested 1"),
    "throw": (LIST, "throw nested"),
    "getContext": (LIST, "builtins.getContext nested"),
}
LEAVES = {"outPath": '"a"', "__toString": '"a"', "functors": "1", "thunks": "0", "strings": '""', "lists": "[ ]",
          "updates": "{ }", "toString": '"a"', "derivations": '"a"'}  # fmt: skip
LONG: dict[str, str] = {
    "map chain": "builtins.length (builtins.foldl' (l: n: map (x: x + 1) l) [ 1 ] (builtins.genList (n: n) 5000))",
    "map chain forced": "builtins.foldl' (l: n: map (x: x + 1) l) [ 1 ] (builtins.genList (n: n) 200000)",
    "lazy accumulator": "(builtins.foldl' (s: n: { a = s.a + n; }) { a = 0; } (builtins.genList (n: n) 200000)).a",
    "lazy accumulator dropped": "(builtins.foldl' (s: n: { a = s.a + n; b = n; }) { a = 0; } "
    "(builtins.genList (n: n) 200000)).b",
    "recursion": "let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 5000",
    "recursion without end": "let f = n: 1 + f (n + 1); in f 0",
    "tail recursion without end": "let f = n: f (n + 1); in f 0",
    "mutual recursion": "let f = n: g n; g = n: { a = f n; }.a; in f 0",
    "recursion in sets": "let f = n: { a = f (n + 1); }; in f 0",
    "recursion in lists": "let f = n: [ (f (n + 1)) ]; in f 0",
    "recursion in interpolation": 'let f = n: "${f n}"; in f 0',
    "recursion in toString": "let f = n: toString [ (f n) ]; in f 0",
    "recursion in map": "let f = n: map f [ n ]; in f 0",
    "recursion in foldl'": "let f = n: builtins.foldl' (a: b: f b) 0 [ n ]; in f 0",
    "recursion in sort": "let f = n: builtins.sort (a: b: f n) [ 1 2 ]; in f 0",
    "recursion in filter": "let f = n: builtins.filter f [ n ]; in f 0",
    "recursion in concatMap": "let f = n: builtins.concatMap f [ n ]; in f 0",
    "recursion in genericClosure": "let f = n: builtins.genericClosure { startSet = [ { key = f n; } ]; "
    "operator = x: [ ]; }; in f 0",
    "recursion in tryEval": "let f = n: (builtins.tryEval (f n)).value; in f 0",
    "recursion in seq": "let f = n: builtins.seq (f n) 1; in f 0",
    "recursion in deepSeq": "let f = n: builtins.deepSeq [ (f n) ] 1; in f 0",
    "recursion in toJSON": "let f = n: builtins.toJSON [ (f n) ]; in f 0",
    "recursion in addErrorContext": 'let f = n: builtins.addErrorContext "x" (f n); in f 0',
    "recursion in with": "let f = n: with f n; a; in f 0",
    "recursion in assert": "let f = n: assert f n; true; in f 0",
    "recursion in conditions": "let f = n: if f n then 1 else 2; in f 0",
    "recursion in update": "let f = n: f n // { }; in f 0",
    "recursion in concatenation": "let f = n: f n ++ [ ]; in f 0",
    "recursion in equality": "let f = n: f n == 1; in f 0",
    "recursion in functors": "let f = { __functor = self: x: self x; }; in f 0",
    "recursion in __toString": "let f = { __toString = self: toString self; }; in toString f",
    "recursion in derivations": 'let f = n: derivation { name = f n; system = "x"; builder = "b"; }; in f 0',
    "closure of 20,000": "builtins.length (builtins.genericClosure { startSet = [ { key = 0; } ]; "
    "operator = x: if x.key == 20000 then [ ] else [ { key = x.key + 1; } ]; })",
    "string of 1,000,000 parts": 'builtins.stringLength (builtins.concatStringsSep "," '
    '(builtins.genList (n: "a") 1000000))',
    "infinite list": "let l = [ 1 l ]; in builtins.toJSON l",
    "infinite set": "let s = { a = s; }; in s == { a = s; }",
    "infinite comparison": "let a = [ 1 a ]; b = [ 1 b ]; in a == b",
    "infinite string": "let l = [ l ]; in toString l",
}


def programs() -> dict[str, str]:
    """All programs by name."""
    found = dict(LONG)
    for name, (step, body) in BODIES.items():
        for depth in (1000, 10_000 if name == "lists" else 200_000):
            found[f"{name}, {depth} deep"] = nested(step, depth, body, LEAVES.get(name, "null"))
    return found


def main() -> int:
    """Run the command; returns the exit status."""
    program = reference_program()
    if program is None:
        print("reference Nix 2.34 is not here; set NIXRAY_REFERENCE", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        judge = Judge(Path(program), Path(folder))
        names = {text.encode(): name for name, text in programs().items()}
        found = judge.differences(Program(text, ("strict",)) for text in names)
    for each in found:
        print(f"{names[each.program.source]}: {each.text}")
    for kind, number in judge.counts.most_common():
        print(f"{number:8} {kind}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
