builtins.genericClosure { startSet = [ { key = throw "key"; } ]; operator = x: [ ]; }
