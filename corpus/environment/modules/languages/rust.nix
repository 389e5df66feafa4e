{ lib, config, pkgs, ... }:

let
  cfg = config.languages.rust;
in
{
  options.languages.rust = {
    enable = lib.mkEnableOption "tools for Rust";
    components = lib.mkOption {
      type = lib.types.listOf (lib.types.enum [ "rustc" "cargo" "clippy" "rustfmt" "rls" ]);
      default = [ "rustc" "cargo" "clippy" "rustfmt" ];
      description = "Which of the tools.";
    };
  };

  config = lib.mkIf cfg.enable {
    packages = map (name: pkgs.${name}) cfg.components;
    env.RUST_SRC_PATH = "${pkgs.rustPlatform.rustcSrc}";
  };
}
