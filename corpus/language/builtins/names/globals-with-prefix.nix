map builtins.typeOf [ __add __attrNames __currentSystem __currentTime __elem __foldl' __getEnv __langVersion __nixPath __nixVersion __storeDir __toJSON __tryEval ]
