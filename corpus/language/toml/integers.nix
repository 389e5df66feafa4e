builtins.fromTOML "a = 1_000\nb = 0xff\nc = 0o17\nd = 0b101\ne = -5\nf = +5"
