/a/b == /a/./b
