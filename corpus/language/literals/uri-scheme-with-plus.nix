git+ssh://host/p
