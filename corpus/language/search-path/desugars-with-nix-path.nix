let __nixPath = [ { prefix = "p"; path = ../fixtures/pkg; } ]; in import <p>
