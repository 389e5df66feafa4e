/a-b
