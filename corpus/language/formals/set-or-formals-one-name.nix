builtins.typeOf ({ a }: a)
