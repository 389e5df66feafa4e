with { a = "x"; }; "${a}y"
