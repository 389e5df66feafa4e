builtins.sort builtins.lessThan [ /b /a /a/b ]
