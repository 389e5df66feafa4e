# The derivations at attribute paths, selected as `nix-instantiate -A` does. Called with the root before
# any function call, the arguments of --arg, and a list of paths.
root: arguments: paths:
let
  inherit (builtins) functionArgs isAttrs isFunction isList;
  call = value:
    if isAttrs value && value ? __functor then call (value.__functor value)
    else if isFunction value && builtins.match ".*<attrspat.*" (builtins.toXML value) != null then
      call (value (
        if builtins.match ".*ellipsis=.*" (builtins.toXML value) != null then arguments
        else builtins.intersectAttrs (functionArgs value) arguments
      ))
    else value;
  step = set: name:
    let inside = call set; in
    if isList inside then builtins.elemAt inside (builtins.fromJSON name) else inside.${name};
in
map (path: call (builtins.foldl' step root path)) paths
