builtins.split "(a)(b)?" "xayab"
