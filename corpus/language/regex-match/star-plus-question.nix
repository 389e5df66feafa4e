map (r: builtins.match r "") [ "a*" "a+" "a?" ]
