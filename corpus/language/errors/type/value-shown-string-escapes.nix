builtins.head "a\n\"b\"\${c}"
