builtins.functionArgs ({ a }: a)
