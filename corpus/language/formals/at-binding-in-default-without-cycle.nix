({ a ? builtins.attrNames all, ... }@all: a) { z = 1; }
