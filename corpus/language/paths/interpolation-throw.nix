/a/${throw "p"}
