{ lists }:
rec {
  # Call f with args; the result remembers how, so that `.override` can call it again.
  makeOverridable = f: args:
    let
      result = f args;
      overrideWith = new: args // (if builtins.isFunction new then new args else new);
      again = new: makeOverridable f (overrideWith new);
    in
    if builtins.isAttrs result then
      result // {
        override = again;
        overrideAttrs = g: makeOverridable (args: (f args).overrideAttrs g) args;
      }
    else
      result;

  # Fill a function's arguments from a scope, by name.
  callPackageWith = scope: fileOrFunction: args:
    let
      f = if builtins.isFunction fileOrFunction then fileOrFunction else import fileOrFunction;
      wanted = builtins.functionArgs f;
      found = builtins.intersectAttrs wanted scope;
      missing = lists.filter (name: !(found ? ${name} || args ? ${name} || wanted.${name}))
        (builtins.attrNames wanted);
    in
    if missing == [ ] then
      makeOverridable f (found // args)
    else
      throw "the package set has no ${builtins.concatStringsSep ", " missing}";

  makeScope = newScope: f:
    let
      self = f self // {
        callPackage = newScope self;
        overrideScope = layer: makeScope newScope (self': let prev = f self'; in prev // layer self' prev);
      };
    in
    self;
}
