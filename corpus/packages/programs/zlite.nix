{ lib, stdenv, fetchurl, static ? false }:
stdenv.mkDerivation rec {
  pname = "zlite";
  version = "1.2.13";
  src = fetchurl {
    urls = [
      "https://zlite.example.org/zlite-${version}.tar.gz"
      "https://mirror.example.org/zlite-${version}.tar.gz"
    ];
    sha256 = "0b5q6a0f1l8i5qhz8bw6i4s9k1n3x7c2v5g4d6j8l0p2r4s6w8y0";
  };
  outputs = [ "out" "dev" ] ++ lib.optional static "static";
  configureFlags = lib.optional static "--static";
  meta = { description = "Lossless compression"; license = lib.licenses.mit; };
}
