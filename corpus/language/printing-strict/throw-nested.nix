{ a = [ { b = throw "deep"; } ]; }
