builtins.substring 44 99 "${../fixtures/dir/file.txt}"
