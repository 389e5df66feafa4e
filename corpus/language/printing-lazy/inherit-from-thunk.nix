# nixray: print=lazy
{ inherit ({ a = 1; }) a; }
