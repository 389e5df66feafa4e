builtins.getContext [ "a" ]
