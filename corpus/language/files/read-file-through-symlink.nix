builtins.readFile ../fixtures/dir/link
