let d = derivation { name = "n"; system = "s"; builder = "b"; outputs = [ "bin" "out" ]; }; in [ d.outputName d.outPath d.out.outPath d.bin.outPath ]
