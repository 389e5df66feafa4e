# nixray: args="--option pure-eval true" as=expression
[ (builtins ? currentSystem) (builtins ? currentTime) (builtins.getEnv "HOME") builtins.nixPath ]
