import ../fixtures/dir
