map builtins.pathExists [ ../fixtures/plain.txt ../fixtures/dir ./nonexistent ../fixtures/dir/link ]
