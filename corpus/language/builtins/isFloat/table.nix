map builtins.isFloat [ 1.0 1 "1.0" null (1 / 2) (1 / 2.0) ]
