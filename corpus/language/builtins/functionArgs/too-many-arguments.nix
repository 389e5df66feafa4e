builtins.functionArgs ({ a }: a) 2
