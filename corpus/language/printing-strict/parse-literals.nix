# nixray: print=parse
[ 1 1.5 "a" ''b'' /c ./d <e> true null x:y ]
