builtins.filterSource (p: t: builtins.trace (baseNameOf p) true) ../fixtures/dir/sub
