./a${"b"}c/d
