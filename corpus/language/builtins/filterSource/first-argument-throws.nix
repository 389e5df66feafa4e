builtins.filterSource (throw "first") ../../fixtures/dir/sub
