{ pkgs, config, ... }:

{
  name = "shop";
  packages = [ pkgs.git pkgs.jq ];

  languages.rust.enable = true;
  languages.python = {
    enable = true;
    libraries = ps: [ ps.requests ];
  };

  services.postgresql = {
    enable = true;
    port = 5433;
    databases = [ "shop" "shop_test" ];
    settings.log_statement = "all";
  };
  services.redis.enable = true;

  processes.web = {
    exec = "cargo run -- --database postgres://127.0.0.1:${toString config.services.postgresql.port}/shop";
    after = [ "postgresql" "redis" ];
  };

  env.GREETING = "hello from ${config.name}";
}
