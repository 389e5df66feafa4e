# Sources by hash: one file, an unpacked archive, and a checkout.
final: prev: {
  fetchurl = import ./url.nix { inherit (final) lib stdenvNoCC; };
  fetchArchive = { url, hash, name ? "source" }:
    final.fetchurl { inherit url hash name; mode = "recursive"; postFetch = "tar -xf $downloaded -C $out"; };
  fetchCheckout = { owner, repo, rev, sha256 }:
    final.fetchurl {
      name = "${repo}-${builtins.substring 0 7 rev}-source";
      url = "https://forge.example.org/${owner}/${repo}/archive/${rev}.tar.gz";
      inherit sha256;
      mode = "recursive";
    } // { inherit rev; };
}
