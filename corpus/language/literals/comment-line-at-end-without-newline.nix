1 # comment
