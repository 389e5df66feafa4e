(rec { __functor = self: n: if n == 0 then 0 else n + self (n - 1); }) 4
