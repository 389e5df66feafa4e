builtins.warn "\n\t  a\n\nb " 1
