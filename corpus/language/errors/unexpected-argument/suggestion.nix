({ name }: name) { name = 1; naem = 2; }
