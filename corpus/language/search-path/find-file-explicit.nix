import (builtins.findFile [ { prefix = ""; path = ../fixtures/search/first; } ] "x.nix")
