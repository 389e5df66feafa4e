{ lib, stdenv, fetchurl, regexes, greeting ? "hello, world" }:
stdenv.mkDerivation rec {
  pname = "greeter";
  version = "2.12";
  src = fetchurl {
    url = "https://greeter.example.org/greeter-${version}.tar.gz";
    sha512 = "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e";
  };
  buildInputs = [ regexes ];
  configureFlags = [ "--with-greeting=${lib.escapeShellArg greeting}" ];
  doCheck = true;
  checkInputs = [ regexes ];
  passthru.tests.version = stdenv.mkDerivation { name = "test-version"; expected = version; };
  meta = { description = "A program that greets"; license = lib.licenses.gpl3; };
}
