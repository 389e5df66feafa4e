builtins.functionArgs (args@{ a, ... }: a)
