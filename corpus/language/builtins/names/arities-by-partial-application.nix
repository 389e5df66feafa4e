map (f: builtins.typeOf f) [ (builtins.add 1) (builtins.foldl' (a: b: a) 0) (builtins.substring 0 1) (builtins.replaceStrings [ ] [ ]) ]
