# first
1 # + 3
+ 2
