builtins.deepSeq (builtins.mapAttrs (x: y: x.z) { a = 1; }) 1
