(x:x) 
