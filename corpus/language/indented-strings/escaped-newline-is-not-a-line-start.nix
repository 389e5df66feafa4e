''
  a''\n  b
  c
''
