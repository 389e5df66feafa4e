builtins.readFile ../fixtures/crlf.txt
