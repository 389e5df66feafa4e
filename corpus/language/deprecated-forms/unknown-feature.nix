# nixray: features="nonsense other"
1
