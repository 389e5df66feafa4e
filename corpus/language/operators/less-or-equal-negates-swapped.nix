let __lessThan = x: y: false; in [ (1 <= 2) (1 >= 2) ]
