(import <nix/fetchurl.nix> { url = "http://example.org/f.tar"; hash = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="; unpack = true; executable = false; name = "n"; }).outPath
