({ a ? 1, ... }@args: args // { inherit a; }) { b = 2; }
