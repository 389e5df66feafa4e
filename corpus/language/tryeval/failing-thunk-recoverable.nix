let a = throw "x"; r = builtins.tryEval a; in [ r.success (builtins.tryEval a).success ]
