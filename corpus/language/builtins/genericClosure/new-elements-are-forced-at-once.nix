builtins.genericClosure { startSet = [ { key = 1; } 1 ]; operator = x: [ { key = throw "key"; } (throw "element") ]; }
