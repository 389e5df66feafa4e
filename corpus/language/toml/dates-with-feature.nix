# nixray: features=parse-toml-timestamps
builtins.fromTOML "a = 1979-05-27T07:32:00Z\nb = 1979-05-27\nc = 07:32:00\nd = 1979-05-27T00:32:00.999999-07:00\ne = 1979-05-27T07:32:00"
