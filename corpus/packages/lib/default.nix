# The library: fixed points, customisation, strings and lists. Plain functions, no packages.
let
  fixedPoints = import ./fixed-points.nix;
  strings = import ./strings.nix;
  lists = import ./lists.nix;
  customisation = import ./customisation.nix { inherit lists; };
  lib = fixedPoints // strings // lists // customisation // {
    inherit fixedPoints strings lists customisation;
    recurseIntoAttrs = set: set // { recurseForDerivations = true; };
    licenses = builtins.mapAttrs (shortName: more: { inherit shortName; free = true; } // more) {
      mit = { fullName = "MIT License"; };
      gpl3 = { fullName = "GNU General Public License v3.0"; };
      closed = { fullName = "All rights reserved"; free = false; };
    };
  };
in
lib
