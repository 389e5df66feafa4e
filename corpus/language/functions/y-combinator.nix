let Y = f: (x: f (v: (x x) v)) (x: f (v: (x x) v)); in Y (self: n: if n == 0 then 1 else n * self (n - 1)) 5
