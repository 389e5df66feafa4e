{ lib, config, pkgs, ... }:

let
  cfg = config.languages.python;
in
{
  options.languages.python = {
    enable = lib.mkEnableOption "tools for Python";
    package = lib.mkOption {
      type = lib.types.package;
      default = pkgs.python3;
      defaultText = "pkgs.python3";
      description = "The interpreter.";
    };
    libraries = lib.mkOption {
      type = lib.types.unspecified;
      default = _: [ ];
      description = "Which libraries it finds, out of its package set.";
    };
  };

  config = lib.mkIf cfg.enable {
    packages = [ (cfg.package.withPackages cfg.libraries) ];
  };
}
