"${../fixtures/executable}" == builtins.path { path = ../fixtures/not-executable; name = "executable"; }
