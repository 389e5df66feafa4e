let d = derivation { name = "n"; system = "s"; builder = "b"; outputs = [ "out" "bin" "dev" ]; }; in builtins.getContext "${d.dev}${d.bin}${d}"
