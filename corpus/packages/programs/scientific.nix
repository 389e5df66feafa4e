{ lib, stdenv, interpreterPackages, database, zlite }:
stdenv.mkDerivation {
  pname = "scientific";
  version = "0.9";
  __structuredAttrs = true;
  outputs = [ "out" "data" ];
  buildInputs = with interpreterPackages; [ numbers tables plots ];
  exportReferencesGraph.closure = [ database zlite ];
  settings = {
    precision = 64;
    units = { length = "m"; mass = "kg"; };
    enabled = true;
    nothing = null;
    threshold = 0.25;
    names = [ "α" "β" "tab\there" "quote\"" ];
  };
}
