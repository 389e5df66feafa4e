1 ->
  true
