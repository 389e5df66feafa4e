{ completelyDifferent = 1; }.x
