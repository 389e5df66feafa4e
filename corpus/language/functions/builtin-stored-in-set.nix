{ f = builtins.length; }.f [ 1 ]
