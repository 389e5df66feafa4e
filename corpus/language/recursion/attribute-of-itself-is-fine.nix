let s = { me = s; v = 1; }; in s.me.me.me.v
