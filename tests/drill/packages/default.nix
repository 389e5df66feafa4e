# A small package set in which every attribute depends on something a built-in computes.
let
  lib = import ./lib.nix;
  drv = name: more: derivation ({ inherit name; system = "x86_64-linux"; builder = "/bin/sh"; } // more);
  base = drv "base" { args = [ "-c" "true" ]; };
  package = name: more: drv name ({ inherit base; } // more);
  features = { gui = true; audio = false; net = true; };
in
{
  configured = package "configured" { configureFlags = lib.words (lib.flags "--enable-" (lib.enabled features)); };
  versioned = package "versioned-${lib.major "4.17.2"}" { new = lib.atLeast "4.17.2" "4.9"; };
  revision = package "revision" { rev = lib.short "0123456789abcdef"; };
  ordered = package "ordered" { items = lib.sorted [ "b" "c" "a" ]; };
  distinct = package "distinct" { items = lib.unique [ "x" "y" "x" ]; };
  escaped = package "escaped" { script = lib.escape "say \"$HOME\""; };
  numbered = package "numbered" { numbers = lib.range 1 4; };
  split = package "split" { fields = lib.parts "a.b.c"; };
  indexed = package "indexed" { names = builtins.attrNames (lib.byName [ { name = "q"; } { name = "p"; } ]); };
  settings = package "settings" { json = builtins.toJSON { list = [ 1 2.5 null ]; set.x = true; }; };
  smaller = package "smaller" (lib.without { keep = "1"; drop = "2"; } [ "drop" ]);
  common = package "common" (lib.pick { a = 1; b = 2; } { b = "3"; c = "4"; });
  linked = package "linked" { flags = "-L${base}/lib ${builtins.placeholder "out"}"; };
  source = package "source" { src = builtins.toFile "script" "cat ${builtins.toFile "data" "x"}"; };
  hashed = package "hashed" { sum = builtins.hashString "sha256" "content"; };
  parsed = package "parsed" { inherit (builtins.fromJSON "{\"port\": 80, \"host\": \"n\"}") port host; };
  matched = package "matched" { found = builtins.match "([a-z]+)-([0-9]+)" "name-12"; };
  mapped = package "mapped" { values = builtins.attrValues (builtins.mapAttrs (name: value: name + value) { k = "1"; l = "2"; }); };
  last = package "last" { item = builtins.elemAt [ "a" "b" "c" ] 2; };
  length = package "length" { count = builtins.length [ 1 2 3 ]; size = builtins.stringLength "four"; };
  folder = package "folder" { file = builtins.baseNameOf "/some/where/file.c"; dir = builtins.dirOf "/some/where/file.c"; };
  tails = package "tails" { rest = builtins.tail [ "a" "b" ]; };
  joined = package "joined" { all = builtins.concatLists [ [ "a" ] [ "b" "c" ] ]; more = builtins.concatMap (x: [ x x ]) [ "z" ]; };
  grouped = package "grouped" { few = (lib.groups [ 1 4 2 ]).few; };
  checked = package "checked" { any = builtins.any (x: x == 2) [ 1 2 ]; all = builtins.all (x: x > 0) [ 1 0 ]; };
  guarded = package "guarded" { value = (builtins.tryEval (throw "no")).success; };
  bits = package "bits" { and = builtins.bitAnd 12 10; or = builtins.bitOr 12 10; };
  rounded = package "rounded" { low = builtins.floor 2.7; high = builtins.ceil 2.2; };
  named = package "named" { inherit (builtins.parseDrvName "tool-1.2") version; };
}
