# Packages on which versions of reference Nix do not agree. Each is a real difference, found by
# asking 2.8.0 and 2.34.8; the comparison in `make demo` has to find them.
final: prev:
let
  inherit (final) lib stdenv;
in
{
  differences = lib.recurseIntoAttrs {
    # A float in structured attributes: written `1` by 2.8, `1.0` by 2.34, so the hashes differ.
    floatInStructuredAttrs = stdenv.mkDerivation {
      pname = "float-in-structured-attrs";
      version = "1.0";
      __structuredAttrs = true;
      scale = 1.0;
    };
    # Floats in toJSON: six digits in 2.8, the shortest text that reads back in 2.34.
    floatInJSON = stdenv.mkDerivation { name = "float-in-json"; settings = builtins.toJSON { third = 1.0 / 3; }; };
    # 2.8 wraps around, 2.34 calls it an error.
    integerOverflow = stdenv.mkDerivation { name = "integer-overflow"; size = 9223372036854775807 + final.one; };
    # 2.8 has no readFileType.
    newBuiltin = stdenv.mkDerivation { name = "new-builtin"; type = builtins.readFileType ./lib; };
    # 2.34 stops at 10000 nested calls, 2.8 goes on until its stack ends.
    deepCalls = stdenv.mkDerivation {
      name = "deep-calls";
      depth = let count = n: if n == 0 then 0 else 1 + count (n - 1); in count 12000;
    };
  };
  one = 1;
}
