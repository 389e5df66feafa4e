let f = x: x;
in toString [ 1 [ f ] ]
