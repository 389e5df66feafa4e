# Derivations of every kind that the reference makes.
let
  make = args: derivation ({ system = "x"; builder = "b"; } // args);
  floating = make { name = "floating"; __contentAddressed = true; };
  deferred = make { name = "deferred"; inherit floating; outputs = [ "out" "dev" ]; };
  impure = make { name = "impure"; __impure = true; input = deferred.dev; };
  escapes = make { name = "escapes"; builder = "\\\"\n\r\t\${"; args = [ "" "\t" ]; "odd \" name" = "é"; };
  producer = make { name = "d.drv"; __contentAddressed = true; outputHashMode = "text"; };
  fixedProducer = make { name = "f.drv"; outputHashMode = "text"; outputHash = "sha256:0000000000000000000000000000000000000000000000000000000000000000"; };
  dynamic = builtins.outputOf producer.outPath "out";
  fixed = kind: hash: make { name = kind; outputHashMode = kind; outputHash = hash; };
in [
  floating deferred impure escapes
  (make { name = "uses-deferred"; builder = deferred; args = [ deferred.dev escapes ]; })
  (make { name = "uses-dynamic"; builder = dynamic; dev = builtins.outputOf dynamic "dev"; inherit producer; })
  (make { name = "uses-fixed-dynamic"; builder = builtins.outputOf fixedProducer.outPath "out"; })
  (make { name = "structured"; __structuredAttrs = true; list = [ 1 null { a = escapes; } ]; })
  (make { name = "deep"; input = escapes.drvPath; file = builtins.toFile "x" "text"; })
  (make { name = "fixed-user"; a = fixed "flat" "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="; b = fixed "recursive" "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="; })
]
