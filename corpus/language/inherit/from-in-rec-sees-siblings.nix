rec { src = { a = 1; }; inherit (src) a; b = a + 1; }
