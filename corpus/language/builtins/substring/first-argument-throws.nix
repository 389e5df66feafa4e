builtins.substring (throw "first") 2 "abc"
