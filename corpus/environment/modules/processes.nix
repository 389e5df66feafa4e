# Long-running programs of a project, started together from a Procfile.
{ lib, config, pkgs, ... }:

let
  inherit (lib) mkOption types;

  process = types.submodule ({ name, config, ... }: {
    options = {
      exec = mkOption {
        type = types.str;
        description = "The command line.";
      };
      restart = mkOption {
        type = types.enum [ "never" "on-failure" "always" ];
        default = "on-failure";
        description = "When it is started again.";
      };
      after = mkOption {
        type = types.listOf types.str;
        default = [ ];
        description = "Processes that are started before it.";
      };
      line = mkOption {
        type = types.str;
        internal = true;
        description = "Its line of the Procfile.";
      };
    };
    config.line = "${name}: ${config.exec} # restart ${config.restart}";
  });

  # Every process behind those it wants; what is in a circle has no place.
  ordered = lib.toposort (a: b: builtins.elem a.name config.processes.${b.name}.after)
    (lib.mapAttrsToList (name: value: { inherit name value; }) config.processes);
in
{
  options = {
    processes = mkOption {
      type = types.attrsOf process;
      default = { };
      description = "Programs that run while one works on the project.";
    };
    procfile = mkOption {
      type = types.package;
      readOnly = true;
      description = "The Procfile.";
    };
  };

  config = {
    procfile = pkgs.writeText "Procfile" (
      if ordered ? result
      then lib.concatMapStringsSep "\n" (entry: entry.value.line) ordered.result
      else throw "processes wait for each other: ${lib.concatMapStringsSep ", " (entry: entry.name) ordered.cycle}"
    );
    env = lib.mkIf (config.processes != { }) { PROCFILE = "${config.procfile}"; };
  };
}
