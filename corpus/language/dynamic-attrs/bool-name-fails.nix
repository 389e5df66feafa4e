{ ${true} = 2; }
