{ lib, stdenv, fetchCheckout, unicodeTables ? null }:
stdenv.mkDerivation {
  pname = "regexes";
  version = "8.45";
  src = fetchCheckout {
    owner = "regexes";
    repo = "regexes";
    rev = "3103b8f18c2b6b1e8bd3a1d3b4c0d4b5c2f7a8e9";
    sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  };
  unicode = unicodeTables;
  configureFlags = [ (if unicodeTables == null then "--disable-unicode" else "--with-unicode=${unicodeTables}") ];
  __ignoreNulls = true;
}
