{} // throw "x" // {}
