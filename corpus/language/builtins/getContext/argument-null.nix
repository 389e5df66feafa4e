builtins.getContext null
