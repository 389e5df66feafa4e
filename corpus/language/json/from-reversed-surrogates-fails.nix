builtins.fromJSON ''"\ude00\ud83d"''
