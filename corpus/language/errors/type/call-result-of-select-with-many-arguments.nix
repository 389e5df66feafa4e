let s.f = x: x;
in s.f 1 2 3
