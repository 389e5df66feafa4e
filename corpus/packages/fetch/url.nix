{ lib, stdenvNoCC }:
{
  url ? null,
  urls ? [ url ],
  name ? baseNameOf (builtins.head urls),
  hash ? "",
  sha256 ? "",
  sha512 ? "",
  mode ? "flat",
  postFetch ? "",
}:
let
  output =
    if hash != "" then { outputHashAlgo = null; outputHash = hash; }
    else if sha512 != "" then { outputHashAlgo = "sha512"; outputHash = sha512; }
    else if sha256 != "" then { outputHashAlgo = "sha256"; outputHash = sha256; }
    else throw "fetchurl requires a hash for ${toString urls}";
in
stdenvNoCC.mkDerivation (
  {
    inherit name urls postFetch;
    builder = ./fetch.sh;
    outputHashMode = mode;
    preferLocalBuild = true;
    impureEnvVars = [ "http_proxy" "https_proxy" "NIX_MIRRORS" ];
    mirrors = import ./mirrors.nix;
  }
  // lib.filterAttrs (_: value: value != null) output
)
