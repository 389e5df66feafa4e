assert throw "inner"; 1
