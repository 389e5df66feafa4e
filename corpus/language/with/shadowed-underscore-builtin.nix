with { __add = 1; }; builtins.typeOf __add
