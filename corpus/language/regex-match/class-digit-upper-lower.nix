builtins.match "([[:digit:]]+)([[:upper:]]+)([[:lower:]]+)" "12ABcd"
