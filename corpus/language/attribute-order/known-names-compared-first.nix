{ c = throw "c"; value = throw "value"; } == { value = 2; c = 2; }
