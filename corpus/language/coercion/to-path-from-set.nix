builtins.toPath { outPath = "/a"; }
