(false -> false) -> false
