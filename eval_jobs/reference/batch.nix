# Evaluates many attributes in one process and says so on standard error while it goes: a line before
# each attribute and one after it. An error that tryEval cannot catch ends the process, and the last
# line tells whose fault that was; the next process goes on behind it.
#
# Called with the root before any function call, the arguments of --arg, and `{ catch, withMeta, paths }`:
# without `catch` a thrown error ends the process too, which is how its text is had.
root: arguments: { catch, withMeta, paths }:
let
  inherit (builtins) functionArgs isAttrs isFunction isList isString seq toJSON trace tryEval;

  attempt = if catch then tryEval else value: { success = true; inherit value; };

  # As `nix-instantiate -A` does: a function whose arguments have names is called with those of
  # --arg that it takes (toXML tells `{ ... }: x` from `x: y`).
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

  # Text of an attribute that a derivation usually has, null where it fails or is something else.
  text = set: name:
    let
      tried = tryEval (set.${name} or null);
    in
    if tried.success && isString tried.value then builtins.unsafeDiscardStringContext tried.value else null;

  # Meta data with null for what fails or holds a function: that cannot be data.
  data = value:
    if isFunction value then false
    else if isList value then builtins.all data value
    else if isAttrs value && !(value ? outPath || value ? __toString) then builtins.all data (builtins.attrValues value)
    else true;
  meta = set:
    builtins.mapAttrs (
      name: value:
      let tried = tryEval (builtins.deepSeq value (if data value then value else null)); in
      if tried.success then tried.value else null
    ) (set.meta or { });

  answer = path:
    let
      value = call (builtins.foldl' step root path);
      drvPath = attempt (
        if isAttrs value && value.type or null == "derivation"
        then builtins.unsafeDiscardStringContext value.drvPath
        else null
      );
      outputs = builtins.listToAttrs (
        map (name: { inherit name; value = text value.${name} "outPath"; }) (value.outputs or [ "out" ])
      );
    in
    if !drvPath.success then { caught = true; }
    else if drvPath.value == null then { }
    else {
      drvPath = drvPath.value;
      name = text value "name";
      system = text value "system";
      inherit outputs;
      meta = if withMeta then meta value else null;
    };
in
builtins.foldl' (
  index: path:
  seq (trace "nixray-begin ${toString index}" null) (
    seq (trace "nixray-end ${toString index} ${toJSON (answer path)}" (index + 1)) (index + 1)
  )
) 0 paths
