# A development environment out of a project's modules, as a derivation with a shell.
{ nixpkgs, project, system ? builtins.currentSystem }:

let
  pkgs = import nixpkgs {
    inherit system;
    config = { };
    overlays = [ ];
  };
  evaluated = pkgs.lib.evalModules {
    modules = [
      project
      ./modules/shell.nix
      ./modules/processes.nix
      ./modules/languages/javascript.nix
      ./modules/languages/python.nix
      ./modules/languages/rust.nix
      ./modules/services/postgresql.nix
      ./modules/services/redis.nix
      { _module.args = { inherit pkgs; }; }
    ];
  };
in
{
  inherit (evaluated) config options;
  inherit (evaluated.config) shell;
}
