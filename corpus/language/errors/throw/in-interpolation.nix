"a${throw "b"}c"
