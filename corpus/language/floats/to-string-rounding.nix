toString 0.1234565
