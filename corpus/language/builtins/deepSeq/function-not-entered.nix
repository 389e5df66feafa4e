builtins.deepSeq { f = x: throw "x"; } 1
