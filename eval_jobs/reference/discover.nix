# The paths of all attributes that are jobs: derivations, and what fails when it is looked at. Sets
# with `recurseForDerivations = true` are entered. Each path is written to standard error before it is
# looked at and after; `skip` lists those whose look ended an earlier process.
root: arguments: skip:
let
  inherit (builtins) attrNames elem isAttrs seq toJSON trace tryEval;
  call = value:
    if builtins.isFunction value && builtins.match ".*<attrspat.*" (builtins.toXML value) != null
    then value (builtins.intersectAttrs (builtins.functionArgs value) arguments)
    else value;
  kind = value:
    if !isAttrs value then "none"
    else if value.type or null == "derivation" then "job"
    else if value.recurseForDerivations or false == true then "set"
    else "none";
  walk = prefix: set:
    builtins.foldl' (
      done: name:
      let
        path = prefix ++ [ name ];
        value = call set.${name};
        looked = tryEval (kind value);
        found = if looked.success then looked.value else "job";
      in
      if elem path skip then done
      else
        seq (trace "nixray-look ${toJSON path}" null) (
          seq (trace "nixray-${found} ${toJSON path}" null) (if found == "set" then walk path value else null)
        )
    ) null (attrNames set);
in
walk [ ] (call root)
