(throw "s") ? a
