rec {
  fix = f: let x = f x; in x;

  # A layer is `final: prev: { ... }`; a base is `final: { ... }`.
  extends = layer: base: final:
    let prev = base final; in prev // layer final prev;

  composeLayers = base: layer: extends layer base;

  composeExtensions = f: g: final: prev:
    let
      fApplied = f final prev;
      prev' = prev // fApplied;
    in
    fApplied // g final prev';

  # A set that knows how to be extended afterwards.
  makeExtensible = base: fix base // {
    extend = layer: makeExtensible (extends layer base);
  };
}
