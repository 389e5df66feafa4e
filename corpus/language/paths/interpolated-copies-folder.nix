"${../fixtures/dir}"
