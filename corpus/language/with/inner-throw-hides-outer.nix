with { a = 1; }; with throw "x"; a
