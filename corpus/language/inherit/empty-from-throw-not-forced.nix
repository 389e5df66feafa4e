{ inherit (throw "x"); }
