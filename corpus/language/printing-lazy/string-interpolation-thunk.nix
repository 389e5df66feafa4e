# nixray: print=lazy
[ "${"a"}" "plain" ''indented'' ]
