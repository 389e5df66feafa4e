builtins.fetchTarball { url = "http://localhost/"; foo = 1; }
