rec {
  inherit (builtins) concatLists elem filter head length tail;

  foldl = builtins.foldl';
  foldr = f: nul: list:
    if list == [ ] then nul else f (head list) (foldr f nul (tail list));
  optional = condition: item: if condition then [ item ] else [ ];
  optionals = condition: items: if condition then items else [ ];
  unique = foldl (seen: item: if elem item seen then seen else seen ++ [ item ]) [ ];
  remove = item: filter (other: other != item);
  range = first: last:
    if first > last then [ ] else builtins.genList (n: first + n) (last - first + 1);
  filterAttrs = keep: set:
    builtins.listToAttrs (
      concatLists (
        map (name: optional (keep name set.${name}) { inherit name; value = set.${name}; })
          (builtins.attrNames set)
      )
    );
  genAttrs = names: f: builtins.listToAttrs (map (name: { inherit name; value = f name; }) names);
}
