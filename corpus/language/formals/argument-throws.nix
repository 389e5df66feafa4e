({ a ? 1 }: 2) (throw "arg")
