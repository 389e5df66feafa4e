assert false; throw "body"
