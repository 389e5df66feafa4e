builtins.typeOf ({ }: { })
