{ lib, config, pkgs, ... }:

let
  cfg = config.services.redis;
in
{
  options.services.redis = {
    enable = lib.mkEnableOption "a Redis server of the project";
    port = lib.mkOption {
      type = lib.types.port;
      default = 6379;
      description = "Where it listens.";
    };
  };

  config = lib.mkIf cfg.enable {
    packages = [ pkgs.redis ];
    env.REDIS_URL = "redis://127.0.0.1:${toString cfg.port}";
    processes.redis.exec = "redis-server --port ${toString cfg.port}";
  };
}
