true => false
