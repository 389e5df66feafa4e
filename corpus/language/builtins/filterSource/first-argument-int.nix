builtins.filterSource 1 ../../fixtures/dir/sub
