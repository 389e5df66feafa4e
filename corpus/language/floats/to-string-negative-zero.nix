toString (-0.0)
