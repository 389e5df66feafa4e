let l = [ l ]; in l
