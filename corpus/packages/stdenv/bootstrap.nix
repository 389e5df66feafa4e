{ lib, system }:
rec {
  # Nothing can be built without a shell, so the first one is fetched: a fixed-output derivation.
  bootstrapTools = derivation {
    name = "bootstrap-tools";
    inherit system;
    builder = "builtin:fetchurl";
    url = "http://tarballs.example.org/stdenv/${system}/bootstrap-tools.tar.xz";
    urls = [ "http://tarballs.example.org/stdenv/${system}/bootstrap-tools.tar.xz" ];
    unpack = true;
    executable = false;
    outputHashAlgo = "sha256";
    outputHashMode = "recursive";
    outputHash = "0v1kd5lhyrfyhd9yx2z7lzcwmsgz8s1rx9w64bl9b9bgs2z1d7ys";
    preferLocalBuild = true;
  } // { meta.description = "The seed that everything else grows from"; };

  stage0 = import ./make-derivation.nix {
    inherit lib system;
    shell = "${bootstrapTools}/bin/sh";
    name = "stdenv-stage0";
    initialPath = [ bootstrapTools ];
  };

  stage1Shell = stage0.mkDerivation {
    pname = "stage1-shell";
    version = "5.2";
    configureFlags = [ "--without-bash-malloc" ];
    src = ./setup.sh;
  };

  stage1Compiler = stage0.mkDerivation {
    pname = "stage1-compiler";
    version = "1.4.2";
    outputs = [ "out" "lib" ];
    buildInputs = [ stage1Shell ];
    enableParallelBuilding = true;
  };

  final.stdenv = import ./make-derivation.nix {
    inherit lib system;
    shell = "${stage1Shell}/bin/sh";
    name = "stdenv";
    compiler = stage1Compiler;
    initialPath = [ stage1Shell bootstrapTools ];
  };
}
