builtins.functionArgs ({ a ? abort "x" }: a)
