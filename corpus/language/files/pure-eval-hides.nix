# nixray: args="--option pure-eval true"
[ (builtins ? currentSystem) (builtins ? currentTime) (builtins.getEnv "HOME") builtins.nixPath ]
