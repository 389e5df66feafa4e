toString [ null "a" false "b" ]
