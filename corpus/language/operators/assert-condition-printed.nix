assert (let f = x: x ? a && !x.a; in f { a = true; }); 1
