{ stdenv }:
stdenv.mkDerivation {
  name = "syntax-error"
  version = "1.0";
}
