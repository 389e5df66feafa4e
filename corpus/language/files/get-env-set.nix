# nixray: env="NIXRAY_VALUE=hello"
builtins.getEnv "NIXRAY_VALUE"
