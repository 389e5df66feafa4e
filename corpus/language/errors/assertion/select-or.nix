assert { }.a or false; 1
