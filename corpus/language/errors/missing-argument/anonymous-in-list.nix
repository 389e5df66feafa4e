(builtins.head [ ({ a }: a) ]) { }
