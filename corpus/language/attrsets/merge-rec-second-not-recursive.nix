let b = 10; in { a = { b = 1; }; a = rec { c = b; }; }
