with { __nixPath = [ { prefix = "p"; path = ../fixtures/pkg; } ]; }; <p>
