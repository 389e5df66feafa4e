({ a ? if true then 1 else 2, b ? x: x, c ? [ 1 ] }: [ a c ]) { }
