let s = { a = 1; b = 2; }; in builtins.listToAttrs (map (name: { inherit name; value = s.${name}; }) (builtins.attrNames s)) == s
