/a~b
