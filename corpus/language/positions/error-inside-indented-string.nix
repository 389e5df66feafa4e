''
  line one
  ${ { }.oops }
''
