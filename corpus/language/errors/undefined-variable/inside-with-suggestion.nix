with { nape = 1; }; nope
