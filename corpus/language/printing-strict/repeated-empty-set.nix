let s = { }; in [ s s ]
