{ ${nope} = 1; }
