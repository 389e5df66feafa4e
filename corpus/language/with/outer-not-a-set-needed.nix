with 1; with { }; a
