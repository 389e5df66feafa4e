# A set of only the attributes that were asked for, nested as they are below the root, for programs that walk
# a whole set. Called with the root before any function call, the arguments of --arg, and the paths.
root: arguments: paths:
let
  inherit (builtins) functionArgs groupBy head intersectAttrs isFunction mapAttrs tail;
  call = value: if isFunction value then value (intersectAttrs (functionArgs value) arguments) else value;
  below = value: asked:
    if builtins.elem [ ] asked then value
    else
      let
        inside = call value;
        byName = groupBy head asked;
      in
      mapAttrs (name: rest: below inside.${name} (map tail rest)) byName // { recurseForDerivations = true; };
in
below root paths
