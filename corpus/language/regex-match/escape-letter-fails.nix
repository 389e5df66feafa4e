map (r: builtins.match r "d") [ "\\d" ]
