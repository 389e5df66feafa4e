{ lib, stdenv, zlite, cryptolib, interpreter, enableJIT ? false, fetchArchive }:
stdenv.mkDerivation (
  {
    pname = "database${lib.optionalString enableJIT "-jit"}";
    version = "15.1";
    src = fetchArchive {
      url = "https://database.example.org/source.tar.bz2";
      hash = "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==";
    };
    outputs = [ "out" "lib" "doc" "man" ];
    buildInputs = [ zlite.dev cryptolib.dev ];
    nativeBuildInputs = [ interpreter ];
    settings = [ "max_connections=100" [ "nested" [ "list" 1 2 ] ] true null 1.5 ];
    enableParallelBuilding = true;
    hardeningDisable = [ "relro" ];
    allowedReferences = [ "out" "lib" ];
  }
  // (if enableJIT then { jitBackend = ./jit-backend.sh; doCheck = true; } else { })
)
