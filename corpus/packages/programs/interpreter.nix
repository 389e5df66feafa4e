{ lib, stdenv, zlite, cryptolib, fetchurl, optional ? [ "readline" "sqlite" ] }:
let
  version = "3.11.4";
  parts = builtins.splitVersion version;
  at = builtins.elemAt parts;
in
stdenv.mkDerivation {
  pname = "interpreter";
  inherit version;
  src = fetchurl {
    url = "https://interpreter.example.org/${lib.concatStringsSep "." (lib.remove (at 2) parts)}/interpreter.tar.xz";
    sha256 = "sha256:0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73";
  };
  buildInputs = [ zlite cryptolib ];
  optionalModules = lib.unique (optional ++ [ "sqlite" ]);
  setupHook = ./setup-hook.sh;
  passthru = { libPrefix = "interpreter${at 0}.${at 1}"; isStable = true; };
}
