{ lib, stdenv, greeter, webserver, database, editor }:
let
  chapters = lib.filterAttrs (name: _: name != "hidden") {
    intro = "Introduction";
    usage = ''
      How to use ${greeter.name}:

          $ ${greeter}/bin/greeter
    '';
    hidden = throw "not for readers";
    servers = lib.concatMapStringsSep ", " (p: p.pname or p.name) [ webserver database ];
  };
in
stdenv.mkDerivation {
  name = "documentation-2023";
  outputs = [ "out" "doc" ];
  chapters = builtins.attrNames chapters;
  text = lib.concatStringsSep "\n\n" (builtins.attrValues chapters);
  sources = [ ./greeter.nix ./webserver.nix ];
  passAsFile = [ "text" ];
}
