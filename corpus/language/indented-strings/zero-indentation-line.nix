''
    a
b
    c
''
