throw ''
  first
    second
''
