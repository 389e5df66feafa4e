import ../fixtures/dir/link
