{ a = abort "attr"; }.a
