{ inherit (nope) a; }
