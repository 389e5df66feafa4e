builtins.head builtins.tail
