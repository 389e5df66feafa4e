import ../fixtures/dir/link-to-sub/one.nix
