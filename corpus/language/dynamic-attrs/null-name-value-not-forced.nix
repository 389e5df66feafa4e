{ ${null} = throw "x"; }
