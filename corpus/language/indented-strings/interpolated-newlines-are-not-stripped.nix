let x = "  p\n    q"; in ''
  ${x}
    r
''
