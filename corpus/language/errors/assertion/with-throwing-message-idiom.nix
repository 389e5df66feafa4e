assert false || throw "better message"; 1
