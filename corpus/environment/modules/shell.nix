# What every environment has: packages, variables, and the shell that brings them together.
{ lib, config, pkgs, ... }:

let
  inherit (lib) mkOption types;
in
{
  options = {
    name = mkOption {
      type = types.strMatching "[a-z][a-z0-9-]*";
      default = "environment";
      description = "What the environment is called.";
    };
    packages = mkOption {
      type = types.listOf types.package;
      default = [ ];
      description = "Packages whose programs are on the PATH.";
    };
    env = mkOption {
      type = types.attrsOf (types.oneOf [ types.str types.int types.path ]);
      default = { };
      description = "Environment variables.";
    };
    enterShell = mkOption {
      type = types.lines;
      default = "";
      description = "Commands that run when the shell is entered.";
    };
    shell = mkOption {
      type = types.package;
      readOnly = true;
      description = "The environment as a derivation.";
    };
  };

  config.shell = pkgs.mkShell (
    lib.mapAttrs (_: toString) config.env
    // {
      inherit (config) name;
      buildInputs = config.packages;
      shellHook = config.enterShell;
    }
  );
}
