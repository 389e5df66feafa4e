builtins.hasContext "${{ __toString = s: builtins.toFile "a" "b"; }}"
