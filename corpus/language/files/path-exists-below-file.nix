builtins.pathExists (../fixtures/plain.txt + "/x")
