let m = builtins.match "(a)(b)?"; in [ (m "a") (m "ab") (m "c") ]
