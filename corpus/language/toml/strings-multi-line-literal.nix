builtins.fromTOML "a = '''\none\n two'''"
