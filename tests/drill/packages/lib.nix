# Functions as a package set has them, each around a built-in.
rec {
  flags = prefix: names: map (name: prefix + name) names;
  words = builtins.concatStringsSep " ";
  major = version: builtins.head (builtins.splitVersion version);
  atLeast = a: b: builtins.compareVersions a b >= 0;
  short = builtins.substring 0 7;
  optional = condition: value: if condition then [ value ] else [ ];
  sorted = builtins.sort (a: b: a < b);
  unique = builtins.foldl' (done: item: if builtins.elem item done then done else done ++ [ item ]) [ ];
  enabled = set: builtins.filter (name: set.${name}) (builtins.attrNames set);
  escape = builtins.replaceStrings [ "\"" "$" ] [ "\\\"" "\\$" ];
  range = first: last: builtins.genList (n: first + n) (last - first + 1);
  parts = text: builtins.filter builtins.isString (builtins.split "[.]" text);
  byName = items: builtins.listToAttrs (map (item: { inherit (item) name; value = item; }) items);
  without = builtins.removeAttrs;
  pick = builtins.intersectAttrs;
  groups = builtins.groupBy (n: if n < 3 then "few" else "many");
}
