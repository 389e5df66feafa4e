# One package per way to fail. Some errors can be caught by tryEval, most can not; some show as soon
# as the attribute is looked at, others only when its derivation is computed.
final: prev:
let
  inherit (final) lib stdenv callPackage;
  package = name: more: stdenv.mkDerivation ({ inherit name; } // more);
in
{
  failures = lib.recurseIntoAttrs {
    thrown = throw "thrown was removed in 2019; use 'greeter' instead";
    thrownLate = package "thrown-late" { src = throw "the source of thrown-late is gone"; };
    unfree = package "unfree-1.0" { meta.license = lib.licenses.closed; };
    unfreeAllowed = package "unfree-allowed-1.0" { meta = { license = lib.licenses.closed; allowed = true; }; };
    assertion = assert lib.versionAtLeast "3.0" final.cryptolib_1.version; package "assertion" { };
    aborted = package "aborted" { flags = abort "flags of aborted cannot be computed"; };
    missingAttribute = package "missing-attribute" { inherit (final.greeter) configureFlag; };
    missingArgument = callPackage ({ stdenv, no-such-library }: stdenv.mkDerivation { name = "x"; }) { };
    missingFormal = (({ stdenv, source }: package "missing-formal" { inherit source; }) { inherit stdenv; });
    unexpectedArgument = (({ stdenv }: package "unexpected-argument" { }) { inherit stdenv; colour = "red"; });
    typeError = package "type-error" { buildFlags = [ "-j" ] + "4"; };
    notAFunction = package "not-a-function" { src = final.greeter.version "1.0"; };
    coercion = package "coercion" { src = "${final.lib}"; };
    functionInEnvironment = package "function-in-environment" { hook = x: x; };
    divisionByZero = package "division-by-zero" { jobs = 8 / (final.one - 1); };
    infiniteRecursion = package "infinite-recursion" (let flags = { all = flags.all ++ [ "-g" ]; }; in { cflags = flags.all; });
    selfDependency = final.failures.selfDependency.overrideAttrs (old: { doCheck = true; });
    missingFile = package "missing-file" { src = ./programs/no-such-file.patch; };
    missingImport = import ./programs/no-such-package.nix;
    missingSearchPath = package "missing-search-path" { src = <no-such-entry/lib>; };
    syntaxError = callPackage ./programs/syntax-error.nix { };
    badName = package "bad name with spaces" { };
    badHash = final.fetchurl { url = "http://tarballs.example.org/a.tar.gz"; sha256 = "not-a-hash"; };
    noHash = final.fetchurl { url = "http://tarballs.example.org/b.tar.gz"; };
    badRegex = package "bad-regex" { major = builtins.match "([0-9" "12"; };
    badJSON = package "bad-json" { manifest = (builtins.fromJSON "{ \"name\": }").name; };
    listIndex = package "list-index" { third = builtins.elemAt [ "a" "b" ] 2; };
    contextInName = package "uses-${final.zlite}" { };
  };
}
