builtins.getEnv "NIXRAY_UNSET"
