{ lib, stdenv, editor, webserver, documentation, wrapper, system }:
let
  programs = [ editor webserver documentation.doc wrapper ];
  graph = builtins.genericClosure {
    startSet = map (p: { key = p.name; drv = p; }) programs;
    operator = item: map (p: { key = p.name; drv = p; }) (lib.filter builtins.isAttrs (item.drv.buildInputs or [ ]));
  };
in
stdenv.mkDerivation {
  name = "desktop-${builtins.head (lib.splitString "-" system)}";
  paths = programs;
  closureNames = lib.concatMapStringsSep " " (item: item.key) (builtins.sort (a: b: a.key < b.key) graph);
  grouped = builtins.toJSON (builtins.mapAttrs (_: map (i: i.key)) (builtins.groupBy (i: builtins.substring 0 1 i.key) graph));
  XMLDescription = builtins.toXML { inherit (editor) name; count = builtins.length graph; };
  digest = builtins.hashString "sha256" (lib.concatStrings (map (p: builtins.unsafeDiscardStringContext p.outPath) programs));
}
