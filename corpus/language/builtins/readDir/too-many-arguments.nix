builtins.readDir ../../fixtures/dir/sub 2
