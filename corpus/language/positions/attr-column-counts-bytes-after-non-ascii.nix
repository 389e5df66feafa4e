/* é€ */ builtins.unsafeGetAttrPos "a" { a = "é"; }
