/a@b
