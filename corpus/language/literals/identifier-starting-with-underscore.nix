let _ = 1; _a = 2; in _ + _a
