let mk = n: { get = n; }; in [ (mk 1).get (mk 2).get ]
