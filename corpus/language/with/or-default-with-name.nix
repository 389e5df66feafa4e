with { d = 7; }; { }.x or d
