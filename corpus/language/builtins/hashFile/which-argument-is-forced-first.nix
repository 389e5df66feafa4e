builtins.hashFile (throw "first") (throw "second")
