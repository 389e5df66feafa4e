false -> false || false
