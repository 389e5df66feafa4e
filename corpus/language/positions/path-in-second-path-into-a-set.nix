rec { a.a = false; a.foo = ''${"" +
 ~/x}''; y = 1; }
