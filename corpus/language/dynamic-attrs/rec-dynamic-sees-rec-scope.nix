rec { a = "b"; ${a} = 2; }
