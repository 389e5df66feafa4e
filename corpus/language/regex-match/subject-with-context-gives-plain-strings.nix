builtins.match "(.).*" "${../fixtures/plain.txt}"
