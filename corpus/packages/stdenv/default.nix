# Stages, each built with the one before: the tools that fall from the sky, a compiler built with
# them, and the stdenv that packages see.
final: prev:
let
  inherit (final) lib system;
  stages = import ./bootstrap.nix { inherit lib system; };
in
{
  inherit (stages) bootstrapTools stage1Shell stage1Compiler;
  inherit (stages.final) stdenv;
  stdenvNoCC = final.stdenv.override { compiler = null; name = "stdenv-no-cc"; };
  stdenvHardened = final.stdenv.override { hardening = [ "pie" "relro" "stackprotector" ]; name = "stdenv-hardened"; };
  runCommand = name: env: buildCommand:
    final.stdenvNoCC.mkDerivation ({ inherit name buildCommand; passAsFile = [ "buildCommand" ]; } // env);
  writeText = name: text: final.runCommand name { inherit text; } "printf %s \"$text\" > $out";
}
