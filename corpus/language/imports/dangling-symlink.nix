import ../fixtures/dir/dangling
