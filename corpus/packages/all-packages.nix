# Every package by name. The files that build them take what they need by argument.
final: prev:
let
  inherit (final) lib callPackage;
in
{
  zlite = callPackage ./programs/zlite.nix { };
  zliteStatic = final.zlite.override { static = true; };
  cryptolib = callPackage ./programs/cryptolib.nix { };
  cryptolib_1 = callPackage ./programs/cryptolib.nix { version = "1.1.9"; };
  regexes = callPackage ./programs/regexes.nix { };
  regexesNoUnicode = final.regexes.override (old: { unicodeTables = null; });
  unicodeTables = callPackage ./programs/unicode-tables.nix { };
  greeter = callPackage ./programs/greeter.nix { };
  greeterHardened = final.greeter.override { stdenv = final.stdenvHardened; };
  greeterTraced = final.greeter.overrideAttrs (old: {
    pname = "${old.pname}-traced";
    configureFlags = old.configureFlags ++ [ "--enable-trace" ];
    patches = (old.patches or [ ]) ++ [ ./programs/trace.patch ];
  });
  webserver = callPackage ./programs/webserver.nix { };
  webserverMinimal = callPackage ./programs/webserver.nix { modules = [ ]; withTls = false; };
  database = callPackage ./programs/database.nix { };
  databaseJIT = (final.database.override { enableJIT = true; }).overrideAttrs (old: { doCheck = false; });
  editor = callPackage ./programs/editor.nix { };
  interpreter = callPackage ./programs/interpreter.nix { };
  scientific = callPackage ./programs/scientific.nix { };
  documentation = callPackage ./programs/documentation.nix { };
  desktop = callPackage ./programs/desktop.nix { };
  wrapper = callPackage ./programs/wrapper.nix { program = final.editor; };

  # Names that only point somewhere else, as a set of any age has them.
  hello = final.greeter;
  www = final.webserver;

  # Plain values and functions are part of a set too, and are no jobs.
  defaultShell = "${final.stage1Shell}/bin/sh";
  supportedSystems = [ "x86_64-linux" "aarch64-linux" ];
  mkWrapper = program: final.wrapper.override { inherit program; };

  motd = final.writeText "motd" ''
    Welcome to ${final.greeter.name}.
      Served by ${final.webserver}, ''${not interpolated}.
  '';
  generatedConfig = final.runCommand "generated-config.json" {
    json = builtins.toJSON { ports = [ 80 443 ]; root = final.documentation.doc; nested.deep = { a = null; b = true; }; };
    inherit (final) zlite;
  } "printf %s \"$json\" > $out";
  closureInfo = final.runCommand "closure-info" {
    exportReferencesGraph = [ "closure" final.greeter ];
    names = lib.concatMapStringsSep "," (p: p.name) [ final.zlite final.editor ];
  } "sort closure > $out";
  sourcesOnly = final.runCommand "sources-only" {
    src = builtins.path {
      path = ./programs;
      name = "program-sources";
      filter = path: type: type == "regular" && lib.hasPrefix "w" (baseNameOf path);
    };
    other = builtins.filterSource (path: type: baseNameOf path != "default.nix") ./lib;
  } "cp -r $src $out";

  # Sets in the set: the first two are entered, the third keeps itself to itself.
  interpreterPackages = lib.recurseIntoAttrs (
    lib.makeScope final.newScope (self: {
      buildModule = { name, deps ? [ ], ... }@attrs:
        final.stdenv.mkDerivation (
          { version = "1.0"; } // attrs // {
            name = "interpreter${lib.versionMajor final.interpreter.version}-${name}";
            propagatedBuildInputs = deps ++ [ final.interpreter ];
          }
        );
      numbers = self.callPackage ({ buildModule }: buildModule { name = "numbers"; }) { };
      tables = self.callPackage ({ buildModule, numbers }: buildModule { name = "tables"; deps = [ numbers ]; }) { };
      plots = self.callPackage (
        { buildModule, numbers, tables, zlite ? null }: buildModule { name = "plots"; deps = [ tables numbers zlite.dev ]; }
      ) { };
      broken-module = self.buildModule { name = "broken-module"; meta.broken = true; };
    })
  );
  kernels = lib.recurseIntoAttrs (
    lib.genAttrs [ "v5_4" "v5_10" "v6-rc" ] (
      version: final.stdenv.mkDerivation {
        name = "kernel-${builtins.replaceStrings [ "v" "_" ] [ "" "." ] version}";
        config = { MODULES = true; HZ = 250; LOCALVERSION = ""; }.${if version == "v5_4" then "HZ" else "MODULES"};
      }
    ) // {
      hardened = lib.recurseIntoAttrs { "v5.4" = final.kernels.v5_4.overrideAttrs (old: { name = old.name + "-hardened"; }); };
    }
  );
  notEntered = { secret = throw "notEntered must not be looked into"; };
}
