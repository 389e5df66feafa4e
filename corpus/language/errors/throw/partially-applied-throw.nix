map throw [ "x" ]
