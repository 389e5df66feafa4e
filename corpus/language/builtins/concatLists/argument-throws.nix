builtins.concatLists (throw "first")
