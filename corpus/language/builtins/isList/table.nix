map builtins.isList [ [ ] [ 1 ] { } "a" null ]
