builtins.match "[[:alnum:][:punct:]]+" "a1!?"
