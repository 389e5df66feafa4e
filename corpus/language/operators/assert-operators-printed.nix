assert -1 + 2 * 3 < 4 || [ ] ++ [ ] == { } // { } && !true -> false; 1
