builtins.hasContext "${{ outPath = builtins.toFile "a" "b"; }}"
