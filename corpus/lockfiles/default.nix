# The locked packages of three languages, each fetched as a fixed-output source. A derivation turns the lock
# file into Nix, which is imported: while that is built, the other two go on.
#
#   registry  where the packages are, as https://packages.example is in the lock files
#   python    a Python 3.11 or newer, the only program that is needed
{ registry, python, system ? builtins.currentSystem }:
let
  locked = kind: file: import (derivation {
    name = "${kind}-packages.nix";
    inherit system;
    builder = python;
    args = [ ./lock_to_nix.py kind file ];
  });

  source = package: import <nix/fetchurl.nix> {
    name = builtins.baseNameOf package.path;
    url = "${registry}/${package.path}";
    inherit (package) hash;
  };

  # All sources of a lock file in one folder, named after their packages.
  vendored = kind: file:
    let packages = locked kind file;
    in derivation {
      name = "${kind}-vendor";
      inherit system;
      builder = python;
      args = [
        "-c"
        ''
          import json, os, shutil
          out = os.environ["out"]
          os.mkdir(out)
          for name, source in json.loads(os.environ["sources"]).items():
              shutil.copyfile(source, os.path.join(out, name.replace("/", "+")))
        ''
      ];
      sources = builtins.toJSON (builtins.listToAttrs (map
        (package: { name = "${package.name}-${package.version}"; value = "${source package}"; })
        packages));
    };
in
{
  cargo = vendored "cargo" ./Cargo.lock;
  npm = vendored "npm" ./package-lock.json;
  composer = vendored "composer" ./composer.lock;
}
