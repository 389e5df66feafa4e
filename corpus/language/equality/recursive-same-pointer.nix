let s = { inherit s; a = 1; }; in s == s
