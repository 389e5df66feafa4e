{ lib, config, pkgs, ... }:

let
  cfg = config.services.postgresql;
  inherit (lib) mkOption types;

  createDatabases = lib.concatMapStrings (name: ''
    createdb ${lib.escapeShellArg name}
  '') cfg.databases;

  start = pkgs.writeScript "start-postgresql" ''
    #!${pkgs.runtimeShell}
    set -eu
    test -d "$PGDATA" || initdb --locale=C
    exec postgres -p ${toString cfg.port} ${lib.concatStringsSep " " settings}
  '';
  settings = lib.mapAttrsToList (name: value: "-c ${name}=${lib.escapeShellArg (toString value)}") cfg.settings;
in
{
  options.services.postgresql = {
    enable = lib.mkEnableOption "a PostgreSQL server of the project";
    package = mkOption {
      type = types.package;
      default = pkgs.postgresql;
      defaultText = "pkgs.postgresql";
      description = "The server.";
    };
    port = mkOption {
      type = types.port;
      default = 5432;
      description = "Where it listens.";
    };
    databases = mkOption {
      type = types.listOf types.str;
      default = [ ];
      description = "Databases to create.";
    };
    settings = mkOption {
      type = types.attrsOf (types.oneOf [ types.bool types.int types.str ]);
      default = { };
      description = "Settings of postgresql.conf.";
    };
  };

  config = lib.mkIf cfg.enable {
    packages = [ cfg.package ];
    env.PGPORT = cfg.port;
    processes.postgresql.exec = "${start}";
    enterShell = ''
      export PGDATA="$PWD/.state/postgresql"
    '' + createDatabases;
  };
}
