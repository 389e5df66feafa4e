builtins.filterSource { a = 1; } ../../fixtures/dir/sub
