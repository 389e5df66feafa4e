map import [ ../fixtures/pkg ]
