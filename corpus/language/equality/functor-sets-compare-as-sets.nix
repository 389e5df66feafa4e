let f = { __functor = s: x: x; }; in [ (f == f) ({ __functor = s: x: x; } == { __functor = s: x: x; }) ]
