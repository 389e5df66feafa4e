builtins.getEnv "NIXRAY_NOT_SET"
