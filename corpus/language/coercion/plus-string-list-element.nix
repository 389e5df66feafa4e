"a" + builtins.head [ "b" ]
