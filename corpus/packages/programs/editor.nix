{ lib, stdenv, interpreter, interpreterPackages, regexes }:
let
  languages = {
    nix = { extensions = [ "nix" ]; indent = 2; };
    python = { extensions = [ "py" "pyi" ]; indent = 4; };
    "c++" = { extensions = [ "cc" "hh" ]; indent = 4; };
  };
  lines = builtins.attrValues (
    builtins.mapAttrs (name: l: "${name}: ${toString l.indent} ${lib.concatStringsSep "|" l.extensions}") languages
  );
in
stdenv.mkDerivation {
  pname = "editor";
  version = "9.0.0.12";
  buildInputs = [ interpreter regexes interpreterPackages.tables ];
  languageTable = lib.concatStringsSep "\n" lines;
  desktopItem = builtins.toFile "editor.desktop" ''
    [Desktop Entry]
    Name=Editor
    Exec=editor %F
  '';
  configurePhase = ''
    ./configure --prefix=$out ${placeholder "out"} \
      --languages='${builtins.toJSON (builtins.attrNames languages)}'
  '';
}
