[ (1 ? a) (null ? a) ("a" ? a) ([ ] ? a) ((x: x) ? a) ]
