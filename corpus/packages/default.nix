# A package set small enough to read in one sitting, built the way nixpkgs is built: a bootstrap, a
# stdenv, callPackage, overrides, overlays, and a fixed point that ties them together.
#
#   nix-instantiate . -A greeter        nixray jobs .
{
  system ? "x86_64-linux",
  overlays ? [ (import ./overlay.nix) ],
  config ? { },
}:
let
  lib = import ./lib;

  base = final: {
    inherit lib config system;
    callPackage = lib.callPackageWith final;
    newScope = extra: lib.callPackageWith (final // extra);
    overridePackages = overlay: lib.fix (lib.extends overlay packages);
  };

  packages = lib.foldl lib.composeLayers base (
    [
      (import ./stdenv)
      (import ./fetch)
      (import ./all-packages.nix)
      (import ./differences.nix)
      (import ./failures.nix)
    ]
    ++ overlays
  );
in
lib.fix packages
