let f = { foo, bar }: 1; in [ (a: f { }) ({ bar = 1; }) (f { }) ]
