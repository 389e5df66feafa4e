{ lib, config, pkgs, ... }:

let
  cfg = config.languages.javascript;
in
{
  options.languages.javascript = {
    enable = lib.mkEnableOption "tools for JavaScript";
    package = lib.mkOption {
      type = lib.types.package;
      default = pkgs.nodejs;
      defaultText = "pkgs.nodejs";
      description = "The runtime.";
    };
  };

  config = lib.mkIf cfg.enable {
    packages = [ cfg.package ];
    enterShell = ''
      export PATH="$PWD/node_modules/.bin:$PATH"
    '';
  };
}
