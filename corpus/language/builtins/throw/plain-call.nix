builtins.throw "thrown"
