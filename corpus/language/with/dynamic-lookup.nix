with { n = "k"; }; { k = 1; }.${n}
