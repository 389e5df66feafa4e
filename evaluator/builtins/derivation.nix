# The global `derivation`. It is lazy: the derivation itself is made when a path of it is asked for.
#
# Every output is the set of arguments with the outputs, and a few names that tell this one output;
# the result is the first output. Messages and positions of the reference show lines and columns of
# its own text of this function, so the expressions that can appear in them stand at the same places
# here, and the rest of the lines are left to comments.
#
# `strict`      what derivationStrict makes: drvPath and one path per output.
# `common`      what all outputs share.
# `named`       one output as listToAttrs wants it.
#
# Only the names in scope here are used: derivationStrict and builtins. Nothing of the program that
# calls this can reach in.
#
#
#
#
#
#
#
#
#
#
#
#
#
#
#
#
drvAttrs@{ outputs ? [ "out" ], ... }:

let

  # Forced by outPath and drvPath alone.


  strict = derivationStrict drvAttrs;


  common = drvAttrs
    // (builtins.listToAttrs everyOutput)
    // { all = map (output: output.value) everyOutput; inherit drvAttrs; };




  named = outputName: {
    name = outputName;
    value = common // {
      outPath = builtins.getAttr outputName strict;
      drvPath = strict.drvPath;
      type = "derivation";
      inherit outputName;
    };
  };

  everyOutput = map named outputs;

in
(builtins.head everyOutput).value
