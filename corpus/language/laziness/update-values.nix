({ a = abort "no"; } // { a = 1; }).a
