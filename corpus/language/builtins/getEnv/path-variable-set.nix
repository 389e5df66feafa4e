# nixray: env="NIXRAY_A='x y'"
builtins.getEnv "NIXRAY_A"
