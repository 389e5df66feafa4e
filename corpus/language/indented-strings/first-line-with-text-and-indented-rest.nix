''a
  b
c''
