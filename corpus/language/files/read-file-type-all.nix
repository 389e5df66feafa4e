map builtins.readFileType [ ../fixtures/plain.txt ../fixtures/dir ../fixtures/dir/link ../fixtures/dir/dangling ]
