"""What is measured: each case is a pair of command lines that must print the same."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Case:
    """`words` follow `nix-instantiate` (and what nixray has for it); `group` picks the table's section."""

    name: str
    group: str
    words: list[str]
    instantiate: bool = False
    parse: bool = False


# Each takes the reference about 0.3 to 0.5 s: start-up, which has a case of its own, should not hide the rest.
PROGRAMS = {
    "fib": "let fib = n: if n < 2 then n else fib (n - 1) + fib (n - 2); in fib 30",
    "set-fold": "builtins.foldl' (a: i: a // { x = i; y = a.x; }) { x = 0; z = 1; } (builtins.genList (x: x) 1000000)",
    "update-large": """
        let big = builtins.listToAttrs (builtins.genList (i: { name = "k${toString i}"; value = i; }) 20000);
        in builtins.length (builtins.attrNames (builtins.foldl' (a: i: a // { ${"n${toString i}"} = i; }) big
          (builtins.genList (x: x) 1000)))""",
    "map-attrs": """
        let s = builtins.listToAttrs (builtins.genList (i: { name = "k${toString i}"; value = i; }) 500000);
        in builtins.foldl' (a: n: a + s.${n}) 0 (builtins.attrNames (builtins.mapAttrs (n: v: v + 1) s))""",
    "formals": """
        let f = { a, b ? 2, c ? a + b, ... }: a + b + c;
        in builtins.foldl' (acc: i: acc + f { a = i; d = 1; }) 0 (builtins.genList (x: x) 1000000)""",
    "list-map-filter-fold": """
        builtins.foldl' (a: b: a + b) 0 (builtins.filter (x: x / 2 * 2 == x)
          (map (x: x * 3) (builtins.genList (x: x) 2000000)))""",
    "strings": """
        builtins.stringLength (builtins.concatStringsSep ","
          (builtins.genList (i: "item-${toString i}-${toString (i * 2)}") 700000))""",
    "replace-strings": """
        builtins.stringLength (builtins.concatStringsSep ""
          (builtins.genList (i: builtins.replaceStrings [ "a" "bc" "-" ] [ "x" "yz" "_" ] "abc-a${toString i}-bcd") 300000))""",
    "sort": """
        builtins.head (builtins.sort (a: b: a < b)
          (builtins.genList (i: i * 7919 - i * 7919 / 100003 * 100003) 400000))""",
    "generic-closure": """
        builtins.length (builtins.genericClosure { startSet = [ { key = 1; } ];
          operator = n: if n.key > 200000 then [ ] else [ { key = n.key + 1; } { key = n.key * 2; } ]; })""",
    "match-split": """
        builtins.foldl' (a: i: a + builtins.length (builtins.split "([0-9]+)[.-]" "v1.2-${toString i}.4-beta")
          + (if builtins.match "([a-z]+)-([0-9]+)" "abc-${toString i}" == null then 0 else 1)) 0
          (builtins.genList (x: x) 40000)""",
    "json": """
        let v = builtins.genList (i: { name = "n${toString i}"; value = i; list = [ 1 2.5 true null "x" ]; }) 60000;
        in builtins.length (builtins.fromJSON (builtins.toJSON v))""",
    "deep-recursion": """
        let go = n: if n == 0 then 0 else 1 + go (n - 1);
        in builtins.foldl' (a: i: a + go 9000) 0 (builtins.genList (x: x) 150)""",
    "with-lookup": """
        let s = { a = 1; b = 2; c = 3; }; t = { d = 4; };
        in builtins.foldl' (acc: i: with s; with t; acc + a + b + d) 0 (builtins.genList (x: x) 1000000)""",
    "equality": """
        let v = builtins.genList (i: { inherit i; l = [ i (i + 1) ]; s = "x${toString i}"; }) 200000;
            w = builtins.genList (i: { inherit i; l = [ i (i + 1) ]; s = "x${toString i}"; }) 200000;
        in v == w""",
}

GROWTH = {
    "fold": "builtins.foldl' (a: b: a + b) 0 (builtins.genList (x: x) N)",
    "update-chain": "builtins.length (builtins.attrNames (builtins.foldl' (a: i: a // { x = i; }) { } (builtins.genList (x: x) N)))",
    "concat-lists": "builtins.length (builtins.concatLists (builtins.genList (x: [ x x ]) N))",
    "string-concat": "builtins.stringLength (builtins.concatStringsSep \"\" (builtins.genList (x: \"ab\") N))",
    "list-to-attrs": "builtins.length (builtins.attrNames (builtins.listToAttrs (builtins.genList (i: { name = \"k${toString i}\"; value = i; }) N)))",
    "lazy-chain": "let l = builtins.genList (i: if i == 0 then 0 else 1 + builtins.elemAt l (i - 1)) (N / 100); in builtins.foldl' (a: b: a + b) 0 l",
    "wide-set": "let s = builtins.listToAttrs (builtins.genList (i: { name = \"k${toString i}\"; value = i; }) N); in builtins.length (builtins.attrValues (s // { a = 1; }))",
}
"""Programs with a size N, whose cost must grow as the reference's does."""

SYSTEM = """(import ./nixpkgs-20.09/nixos { system = "x86_64-linux"; configuration = {
  boot.loader.grub.device = "/dev/sda"; fileSystems."/".device = "/dev/sda1"; services.openssh.enable = true;
  services.nginx.enable = true; services.postgresql.enable = true; documentation.enable = false; }; }).system
"""


def micro_cases() -> list[Case]:
    """The cases that need nothing but an evaluator."""
    cases = [Case(name, "micro", ["-E", " ".join(text.split())]) for name, text in PROGRAMS.items()]
    return [Case("start-up", "start-up", ["-E", "1"]), *cases]


def nixpkgs_cases(tree: Path) -> list[Case]:
    """The cases on a nixpkgs tree called nixpkgs-20.09, run from the folder it is in."""
    packages = ["hello", "python3Packages.numpy", "firefox", "libreoffice"]
    cases = [Case(name, "nixpkgs", [tree.name, "-A", name], instantiate=True) for name in packages]
    cases.append(Case("nixos-system", "nixos", ["-E", " ".join(SYSTEM.split())], instantiate=True))
    cases.append(Case("parse-all-packages", "micro", [f"{tree.name}/pkgs/top-level/all-packages.nix"], parse=True))
    return cases
