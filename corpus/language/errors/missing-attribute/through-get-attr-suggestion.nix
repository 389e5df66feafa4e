builtins.getAttr "nam" { name = 1; }
