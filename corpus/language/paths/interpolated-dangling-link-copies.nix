"${../fixtures/dir/dangling}"
