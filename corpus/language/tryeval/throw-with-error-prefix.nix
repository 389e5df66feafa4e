throw "error: looks like an error"
