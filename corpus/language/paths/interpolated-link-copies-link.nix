"${../fixtures/dir/link}" == "${../fixtures/dir/file.txt}"
