let x = 1 + builtins.trace "once" "k"; in { a = { }; }.a.${toString x}
