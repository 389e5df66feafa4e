builtins.typeOf ("" + ../fixtures/plain.txt)
