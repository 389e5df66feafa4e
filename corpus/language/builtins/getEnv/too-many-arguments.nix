builtins.getEnv "NIXRAY_UNSET" 2
