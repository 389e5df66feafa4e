# The stdenv: a derivation itself, with mkDerivation hung on it.
{ lib, system, shell, name, compiler ? null, initialPath ? [ ], hardening ? [ "relro" ] }@args:
let
  stdenv = derivation {
    inherit name system initialPath;
    builder = shell;
    args = [ "-e" ./builder.sh ];
    setup = ./setup.sh;
    compiler = if compiler == null then "" else compiler;
    hardening = hardening;
  };

  mkDerivation =
    {
      name ? "${attrs.pname}-${attrs.version}",
      outputs ? [ "out" ],
      buildInputs ? [ ],
      nativeBuildInputs ? [ ],
      propagatedBuildInputs ? [ ],
      configureFlags ? [ ],
      patches ? [ ],
      doCheck ? false,
      checkInputs ? [ ],
      hardeningDisable ? [ ],
      meta ? { },
      passthru ? { },
      __structuredAttrs ? false,
      ...
    }@attrs:
    let
      known = removeAttrs attrs [ "meta" "passthru" "checkInputs" "hardeningDisable" ];
      environment = known // {
        inherit name outputs system;
        builder = shell;
        args = [ "-e" (attrs.builder or ./builder.sh) ];
        stdenv = if __structuredAttrs then "${stdenv}" else stdenv;
        buildInputs = lib.unique buildInputs;
        nativeBuildInputs = nativeBuildInputs ++ lib.optionals doCheck checkInputs;
        propagatedBuildInputs = map (d: d.dev or d) propagatedBuildInputs;
        inherit doCheck;
        configureFlags = configureFlags ++ lib.optional (builtins.elem "dev" outputs) "--enable-static";
        hardeningEnable = lib.filter (flag: !lib.elem flag hardeningDisable) hardening;
        strictDeps = false;
      };
      checked =
        if !(meta.license.free or true) && !(meta.allowed or false) then
          throw "package '${name}' has a licence that is not free (${meta.license.fullName}); refusing to evaluate"
        else if meta.broken or false then
          throw "package '${name}' in ${builtins.baseNameOf (meta.file or ./all-packages.nix)} is marked as broken"
        else
          environment;
      drv = derivation checked;
    in
    drv // passthru // {
      inherit passthru;
      meta = { outputsToInstall = [ (builtins.head outputs) ]; available = true; } // meta;
      overrideAttrs = f: mkDerivation (attrs // f attrs);
    };
in
stdenv // {
  inherit mkDerivation shell system;
  cc = compiler;
  override = more: import ./make-derivation.nix (args // more);
}
