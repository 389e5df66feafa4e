{ lib, stdenv, cryptolib, cryptolib_1, zlite, regexes, withTls ? true, legacyTls ? false,
  modules ? [ { name = "status"; } { name = "proxy"; inputs = [ zlite.dev ]; flags = [ "--with-proxy" ]; } ] }:
assert legacyTls -> withTls;
let
  tls = if legacyTls then cryptolib_1 else cryptolib;
  all = f: lib.concatLists (map f modules);
in
stdenv.mkDerivation {
  pname = "webserver" + lib.optionalString (!withTls) "-plain";
  version = "1.22.1";
  buildInputs = [ regexes zlite.dev ] ++ lib.optional withTls tls.dev ++ all (m: m.inputs or [ ]);
  configureFlags = [ "--with-http" ]
    ++ lib.optional withTls "--with-tls=${tls.dev}"
    ++ all (m: m.flags or [ "--with-${m.name}" ]);
  moduleNames = map (m: m.name) modules;
  doCheck = withTls && !legacyTls;
  requiredSystemFeatures = [ "big-parallel" ];
}
