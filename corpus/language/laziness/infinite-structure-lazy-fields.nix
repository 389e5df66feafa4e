let nat = n: { v = n; next = nat (n + 1); }; in (nat 0).next.next.v
