import ../fixtures/pkg
