"${builtins.break ("x" + "y")}"
