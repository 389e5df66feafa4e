{ lib, stdenv, fetchurl, zlite, version ? "3.0.7" }:
let
  hashes = {
    "3.0.7" = "sha256-g2hLBUTMrcLkgNgkr3AaxBMA/Ykoh7SIDqNTR6XkbVM=";
    "1.1.9" = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
  };
in
stdenv.mkDerivation {
  pname = "cryptolib";
  inherit version;
  src = fetchurl { url = "https://crypto.example.org/cryptolib-${version}.tar.gz"; hash = hashes.${version}; };
  outputs = [ "bin" "dev" "out" "man" ];
  buildInputs = [ zlite.dev ];
  preConfigure = lib.optionalString (!lib.versionAtLeast "3" version) ''
    patchShebangs Configure
  '';
  postInstall = ''
    moveToOutput bin "$bin"
    ln -s ${zlite}/lib "$out/lib/zlite"
  '';
}
