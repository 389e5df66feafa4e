''
        a
    b
  c
''
