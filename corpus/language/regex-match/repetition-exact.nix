builtins.match "a{3}" "aaa"
