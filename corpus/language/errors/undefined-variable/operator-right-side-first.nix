one + two
