let b = 10; in { a = rec { b = 1; }; a.c = b; }
