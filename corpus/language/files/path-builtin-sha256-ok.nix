builtins.path { path = ../fixtures/empty.txt; recursive = false; sha256 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="; }
