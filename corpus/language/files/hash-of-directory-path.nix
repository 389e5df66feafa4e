"${../fixtures/dir/sub}"
